// The account's page with scripts: draws the sheet on this device, once, and offers places to keep it.

import { finishDraw, prepareDraw } from "./draw.js";
import { fetchSealed, takeFragment } from "./handover.js";
import { offerToKeep } from "./keeping.js";
import { loadKeySet } from "./keyset.js";
import { byId, data, part, ready, reason, show, tellPin, whileBusy, words } from "./page.js";
import { saveText } from "./save.js";
import {
  forgetPending,
  keepPending,
  keptSheet,
  pendingDraw,
  readSheet,
  setCurrentSheet,
  sheetText,
  wipeSheet,
} from "./sheets.js";
import { Lost, postSignedIn, Refused } from "./wire.js";

// A tab of the log pages asks for the sheet that another page of ours shows.
const asked = takeFragment("key");
const place = byId("sheet-part");
const before = [...place.childNodes];
let memory = null; // A draw under way, for when the tab cannot keep it.
const say = (text) => byId("said").replaceChildren(text);

// Others on this page (the vault) learn of the sheet from here.
function announce(text) {
  setCurrentSheet(text);
  byId("vault").dispatchEvent(new CustomEvent("leverage:sheet", { bubbles: true, detail: { text } }));
}

function progress(key, done, all) {
  const bar = byId("progress");
  bar.max = all;
  bar.value = done;
  place.querySelector("label").replaceChildren(words(key, { done, all }));
}

function saveFile(text) {
  saveText(text, "sheet.txt");
  forgetPending();
  say(words("saved"));
}

function showDrawn(text, { hash, pinned }) {
  show(place, part("t-drawn"), byId("t-drawn").dataset.title);
  const sheet = byId("sheet");
  sheet.value = text;
  sheet.rows = text.split("\n").length;
  tellPin(pinned, hash);
  byId("save").addEventListener("click", () => saveFile(text));
  offerToKeep(byId("keep"), text, (kept) => {
    if (kept) forgetPending();
    say(words(kept ? "kept" : "not_kept"));
  });
  announce(text);
}

// The page as it came, with one note more.
function complain(name, text) {
  place.replaceChildren(...before);
  place.querySelector("h1").after(part(name));
  byId("why").replaceChildren(text);
  byId("retry")?.addEventListener("click", start);
}

function explain(error) {
  if (error instanceof Lost) return complain("t-refused", words("lost"));
  if (error.code === "already_drawn") {
    memory = null;
    forgetPending();
    return complain("t-elsewhere", reason(error));
  }
  complain("t-refused", reason(error instanceof Refused ? error : new Refused("failed")));
  if (!(error instanceof Refused)) throw error;
}

async function finish(set, pending, signatures) {
  progress("checking", 1, 1);
  try {
    return await finishDraw(set, pending, signatures);
  } catch {
    throw new Refused("draw_failed");
  }
}

// A draw that was cut off is repeated to the byte, and gets the same signatures.
async function draw() {
  show(place, part("t-progress"));
  const set = await loadKeySet(data.keys);
  let pending = pendingDraw(data.owner, data.window) ?? memory;
  if (pending?.hash !== set.hash) {
    pending = await prepareDraw(set, (done, all) => progress("preparing", done, all));
    memory = pending;
    keepPending(data.owner, pending);
  }
  progress("signing", 1, 1);
  const token = document.querySelector("#draw [name=csrfmiddlewaretoken]").value;
  const { signatures } = await postSignedIn(data.url, pending.body, token);
  const lines = await finish(set, pending, signatures);
  showDrawn(sheetText(data.sections, lines), set);
}

function showKept({ text }) {
  byId("not-here")?.remove();
  place.querySelector("h1").after(part("t-kept"));
  byId("save").addEventListener("click", () => saveFile(text));
  byId("wipe").addEventListener("click", () => {
    wipeSheet();
    place.querySelector("#wipe").closest(".note").remove();
    say(words("wiped"));
  });
  announce(text);
}

function holdsThisWindow({ text }) {
  try {
    return readSheet(text, data.window).credentials.size > 0;
  } catch {
    return false;
  }
}

const start = () => whileBusy(() => draw().catch(explain)).finally(ready);

function passOn() {
  byId("next").remove();
  show(place, part("t-over"), byId("t-over").dataset.title);
  fetchSealed(asked, data.kept_at);
  ready();
}

if (asked !== null && data.kept_at) {
  passOn();
} else if (!data.drawn || pendingDraw(data.owner, data.window)) {
  start();
} else {
  const kept = keptSheet();
  if (kept && holdsThisWindow(kept)) showKept(kept);
  ready();
}
