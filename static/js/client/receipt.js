// A receipt with scripts: the eight words become a key on this device, and only the key is sent.

import { toBase64 } from "./bytes.js";
import { fillSlots, folded, kindErrors, slotErrors } from "./conversation.js";
import { dropCopy, findCopy, keepCopy } from "./copies.js";
import { tellCopies } from "./copying.js";
import { clearErrors, control, showErrors } from "./errors.js";
import { loadKeySet } from "./keyset.js";
import { Malformed } from "./lines.js";
import { announcer, byId, data, part, ready, reason, show, whileBusy, words } from "./page.js";
import { loadList, readWords, receiptKey } from "./receipts.js";
import { sealConversation } from "./sealing.js";
import { lineName } from "./sheets.js";
import { credentialFor, setUpSource, sheetHash, sheetLines, spentLines, usesSheet } from "./source.js";
import { Lost, postUnknown, Refused } from "./wire.js";

const column = document.querySelector("main .column");
let key = null; // Base64 of the receipt key, once words were read.
let receipt = null; // The words themselves, for the copy that they may open.
let say = () => {};

const post = (step, more = {}) => postUnknown(data.url, JSON.stringify({ step, receipt_key: key, ...more }));
const showPart = (name, title) => show(column, part(`t-${name}`), words(`${title ?? name}_title`));

function complain(place, error) {
  place.querySelector(".note.warning")?.remove();
  place.prepend(part("t-failed"));
  place.querySelector("#why").replaceChildren(reason(error));
}

// One answer for never issued, withdrawn and closed; everything else is said beside the button.
async function guarded(place, work) {
  clearErrors();
  place.querySelector(".note.warning")?.remove();
  try {
    await work();
  } catch (error) {
    if (error.code === "nothing_open") return showPart("nothing");
    if (["other_place", "forged"].includes(error.code)) return showErrors([[credentialPlace(), reason(error)]]);
    const known = error instanceof Refused ? error : new Refused(error instanceof Lost ? "no_answer" : "failed");
    complain(place, known);
    if (known.code === "failed") throw error;
  } finally {
    say("");
  }
}

async function look() {
  const typed = control("words");
  const list = await loadList(data.list);
  const { words: secret, known } = readWords(typed.value, list);
  if (!secret) return showErrors([[typed, words("word_count", { known })]]);
  say(words("looking"));
  receipt = secret;
  key = toBase64(await receiptKey(secret));
  await post("status");
  showPart("open");
  setUpOpen();
  useCopy(await findCopy(data.window, receipt));
}

function setUpOpen() {
  const [replaceForm, withdrawForm] = column.querySelectorAll("form");
  setUpSource(chooseLine);
  wire(replaceForm, replace);
  wire(withdrawForm, withdraw);
}

function useCopy(copy) {
  if (!copy) return;
  tellCopies(column.querySelector(".lead"), "copy_found");
  fillSlots(copy);
  const select = byId("line");
  if ([...(select?.options ?? [])].some(({ value }) => value === copy.line)) select.value = copy.line;
}

// The copy follows what is stored, if there is one.
async function updateCopy(copy) {
  if (await findCopy(data.window, receipt)) await keepCopy(data.window, receipt, copy);
}

const credentialPlace = () => byId("line") ?? control("credential");

function lineWords(line) {
  const [table, kind] = line.split("|");
  const lab = data.tables[table];
  return kind ? words("line_of_delivery", { lab }) : lab;
}

// With a sheet at hand, the line is chosen from it; only lines marked as used can have paid for something.
function chooseLine() {
  byId("line-part")?.remove();
  if (!usesSheet()) return;
  byId("sheet-note").after(part("t-line"));
  const select = byId("line");
  const used = spentLines();
  for (const line of used.length ? used : sheetLines()) select.add(new Option(lineWords(line), line));
  if (used.length === 1) [select.value] = used;
  byId("sheet-words").replaceChildren(words("sheet_at_hand"));
}

function chosenCredential(errors) {
  const select = byId("line");
  if (select && !select.value) {
    errors.push([select, words("choose_line")]);
    return null;
  }
  try {
    return credentialFor(select?.value ?? null);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    errors.push([credentialPlace(), words(error.problem)]);
    return null;
  }
}

async function replace() {
  const errors = slotErrors();
  const credential = chosenCredential(errors);
  if (credential) errors.push(...kindErrors(credential.context.kind));
  if (errors.length) return showErrors(errors);
  const { items, decided, told, affected } = folded();
  if (affected && !items.length) return showHelp();
  say(words("checking_keys"));
  const { keys } = await loadKeySet(data.keys, { sheetHash: sheetHash() });
  say(words("sealing"));
  const sealed = await sealConversation(data.window, keys.sealing, credential, items, decided);
  const more = { input_msg: credential.inputMsg, sig: credential.signature, sealed };
  for (const [name, bytes] of Object.entries(more)) more[name] = toBase64(bytes);
  const send = async () => {
    await post("replace", more);
    await updateCopy({ line: lineName(credential.context), told, decided });
    showPart("replaced");
  };
  if (affected) return showHelp(send);
  say(words("sending"));
  await send();
}

// The stored conversation stays as it is unless the person sends the others in its place.
function showHelp(send = null) {
  showPart("affected");
  const others = byId("others");
  if (!send) return others.remove();
  byId("send-others").addEventListener("click", () => whileBusy(() => guarded(others, send)));
}

async function withdraw() {
  const tick = control("confirm");
  if (!tick.checked) return showErrors([[tick, words("missing_confirm")]]);
  await post("withdraw");
  await dropCopy(data.window, receipt);
  showPart("withdrawn");
}

function wire(form, step) {
  const place = document.createElement("div");
  form.append(place);
  const tell = announcer(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    say = tell;
    whileBusy(() => guarded(place, step));
  });
}

wire(document.querySelector("main form"), look);
tellCopies(document.querySelector("main form"), "copies_here");
ready();
