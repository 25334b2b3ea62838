// Keeps a sheet where the log pages find it, or wipes it. It comes over from the page that drew it, on another host.

import { makeKey, opened, takeFragment } from "./handover.js";
import { Malformed, readAll } from "./lines.js";
import { byId, data, part, ready, words } from "./page.js";
import { saveText } from "./save.js";
import { keepSheet, keptSheet, wipeSheet } from "./sheets.js";

// Before anything else can happen on this page.
const ticket = takeFragment("for");
const sealed = takeFragment("sealed");
const place = byId("kept-sheet");
const say = (key) => byId("said").replaceChildren(words(key));

function isSheet(text) {
  try {
    return readAll(text).length > 0;
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return false;
  }
}

function showKept() {
  const kept = keptSheet();
  place.replaceChildren(part(kept ? "t-kept" : "t-none"));
  byId("save")?.addEventListener("click", () => {
    saveText(kept.text, "sheet.txt");
    say("saved");
  });
  byId("wipe")?.addEventListener("click", () => {
    wipeSheet();
    showKept();
    say("wiped");
  });
}

function showOffered(text) {
  place.replaceChildren(part("t-offered"));
  const kept = keptSheet();
  // What came over twice keeps its marks of the lines that are used.
  if (kept?.text === text) return showKept();
  byId("instead").hidden = !kept;
  byId("keep").addEventListener("click", () => {
    const done = keepSheet(text);
    showKept();
    say(done ? "kept" : "not_kept");
  });
  byId("leave").addEventListener("click", () => {
    showKept();
    say("not_taken");
  });
}

async function fetchSheet() {
  place.replaceChildren();
  say("fetching");
  const key = await makeKey();
  if (key) return location.replace(`${data.sheet_url}#key=${ticket}.${key}`);
  showKept();
  say("no_key_kept");
}

async function receive() {
  const text = await opened(sealed);
  if (text && isSheet(text)) return showOffered(text);
  showKept();
  say(text === null ? "no_key" : text ? "damaged" : "not_opened");
}

if (ticket !== null && data.sheet_url) await fetchSheet();
else if (sealed !== null) await receive();
else showKept();
ready();
