// The page of the vault with scripts: fills it and opens it on this device.

import { offerToKeep } from "../client/keeping.js";
import { byId, part, ready } from "../client/page.js";
import { keptSheet } from "../client/sheets.js";
import { Lost, Refused } from "../client/wire.js";
import { openWithPasskey, openWithWords, Stuck } from "./locks.js";
import { unpadded } from "./padding.js";
import { readPassphrase } from "./passphrase.js";
import { offerVault, step, token, work } from "./put.js";

const { dataset: says } = byId("vault-says");

// The file chosen on the page, else the sheet that this browser keeps.
async function chosenSheet() {
  const [file] = byId("vault-sheet").files;
  const text = (await file?.text()) ?? keptSheet()?.text;
  if (text === undefined) throw new Stuck("nothing");
  return text;
}

async function fetchFile() {
  let answer;
  try {
    answer = await fetch(says.fileUrl, {
      method: "POST",
      headers: { "X-CSRFToken": token() },
      redirect: "error",
      cache: "no-store",
    });
  } catch {
    throw new Lost();
  }
  if (!answer.ok) throw new Refused("no_file");
  return new Uint8Array(await answer.arrayBuffer());
}

function save(text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = "sheet.txt";
  link.click();
  URL.revokeObjectURL(link.href);
}

function showOpened(place, text) {
  step(place, "t-vault-opened");
  const sheet = byId("vault-text");
  sheet.value = text;
  sheet.rows = text.split("\n").length;
  const said = place.querySelector("[role=status]");
  byId("vault-save").addEventListener("click", () => {
    save(text);
    said.replaceChildren(says.saved);
  });
  offerToKeep(byId("vault-keep"), text, (kept) => said.replaceChildren(kept ? says.kept : says.notKept));
  byId("vault-close").addEventListener("click", () => offerOpening(place));
}

function offerOpening(place) {
  // The first time it stands there already, and something may be typed in it.
  if (!place.querySelector("form")) place.replaceChildren(part("t-vault-open"));
  const opened = async (bytes) => showOpened(place, unpadded(await bytes));
  place.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = byId("vault-passphrase");
    work(place, typed ? says.opening : says.asking, async () => {
      if (typed && !typed.value.trim()) throw new Stuck("empty");
      const file = await fetchFile();
      await opened(typed ? openWithWords(file, readPassphrase(typed.value)) : openWithPasskey(file));
    }).then(() => typed?.isConnected && typed.focus());
  });
}

const filled = () => location.replace(`${says.url}?changed=put`);
offerVault(byId("vault-put-part"), chosenSheet, filled).then(ready);
if (byId("t-vault-open")) offerOpening(byId("vault-open-part"));
