// Logging with scripts: folded, sealed and paid for on this device. What is typed or chosen never leaves it
// in clear, and stays in the form whatever happens.

import { toBase64 } from "./bytes.js";
import { folded, slotErrors } from "./conversation.js";
import { offerCopy } from "./copying.js";
import { clearErrors, control, showErrors } from "./errors.js";
import { isPinned, loadKeySet } from "./keyset.js";
import { Malformed } from "./lines.js";
import { announcer, byId, data, part, ready, reason, show, tellPin, whileBusy, words } from "./page.js";
import { drawWords, loadList, receiptKey } from "./receipts.js";
import { sealConversation } from "./sealing.js";
import { lineName, markSpent } from "./sheets.js";
import { credentialFor, describe, setUpSource, sheetHash, usesSheet } from "./source.js";
import { Lost, postUnknown, Refused } from "./wire.js";

const form = document.querySelector("main form");
const column = form.parentElement;
const problems = byId("sending");
const { title } = document;
let page; // What the column held, for the way back.
let sayInForm;
let say;

// Where a refusal of the credential is shown: at the field, if it is there to be seen.
const place = () => (usesSheet() ? control("table") : control("credential"));

// The credential, or null after its errors and those of the form were shown.
function checked() {
  const table = control("table").value;
  const errors = [];
  if (!control("offer_held").checked) errors.push([control("offer_held"), words("missing_offer_held")]);
  if (!table) errors.push([control("table"), words("missing_table")]);
  errors.push(...slotErrors());
  try {
    const credential = credentialFor(lineName({ table, kind: data.kind }));
    if (!errors.length) return credential;
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    // Without a lab chosen nobody can say whose line is missing.
    if (table || !usesSheet()) errors.push([control("credential"), words(error.problem)]);
  }
  showErrors(errors);
  return null;
}

async function prepare(credential, { items, decided, told }) {
  say(words("checking_keys"));
  const { keys } = await loadKeySet(data.keys, { sheetHash: sheetHash() });
  say(words("sealing"));
  const secret = drawWords(await loadList(data.list));
  const { table, kind, tier } = credential.context;
  const request = {
    window: data.window,
    table,
    kind,
    tier,
    input_msg: toBase64(credential.inputMsg),
    sig: toBase64(credential.signature),
    sealed: toBase64(await sealConversation(data.window, keys.sealing, credential, items, decided)),
    receipt_key: toBase64(await receiptKey(secret)),
  };
  const copy = { line: lineName(credential.context), told, decided };
  return { body: JSON.stringify(request), copy, words: secret };
}

function stored(attempt) {
  markSpent(attempt.copy.line);
  document.body.classList.add("print-bare");
  show(column, part("t-stored"), words("stored_title"));
  fillWords(column, attempt.words);
  offerCopy(attempt.words, attempt.copy);
}

function fillWords(root, list) {
  const items = list.map((word) => Object.assign(document.createElement("li"), { textContent: word }));
  root.querySelector("ol.receipt").replaceChildren(...items);
}

async function send(attempt) {
  say(words("sending"));
  try {
    await postUnknown(data.url, attempt.body);
  } catch (error) {
    if (!(error instanceof Lost)) throw error;
    return offerAgain(attempt);
  }
  stored(attempt);
}

// Only the very same request may follow: another one would find its credential used.
function offerAgain(attempt) {
  say("");
  form.inert = true;
  column.querySelector("h1").after(part("t-lost"));
  fillWords(column, attempt.words);
  const again = byId("send-again");
  again.focus();
  again.addEventListener("click", () => whileBusy(() => guarded(() => resend(attempt, again))));
}

async function resend(attempt, again) {
  const panel = again.closest(".note");
  try {
    await send(attempt);
  } finally {
    panel.remove();
    form.inert = Boolean(byId("send-again"));
  }
}

function refuse(error) {
  say("");
  if (["already_used", "other_place", "forged"].includes(error.code)) {
    return showErrors([[place(), reason(error)]]);
  }
  problems.replaceChildren(part("t-refused"));
  byId("why").replaceChildren(reason(error));
}

// Whatever fails, the form is there again with all that was typed.
async function guarded(work) {
  try {
    await work();
  } catch (error) {
    restore();
    refuse(error instanceof Refused ? error : new Refused("failed"));
    if (!(error instanceof Refused)) throw error;
  }
}

function restore() {
  if (form.isConnected) return;
  column.replaceChildren(...page);
  document.title = title;
  say = sayInForm;
}

// Shows what helps when an offer was changed; nothing of it goes anywhere.
function showHelp(credential, conversation) {
  page = [...column.childNodes];
  show(column, part("t-affected"), words("affected_title"));
  say = announcer(column);
  if (!conversation.items.length) return byId("others").remove();
  byId("send-others").addEventListener("click", () =>
    whileBusy(() => guarded(() => sealAndSend(credential, conversation))),
  );
}

const sealAndSend = async (credential, conversation) => send(await prepare(credential, conversation));

async function submitted() {
  clearErrors();
  problems.replaceChildren();
  const credential = checked();
  if (!credential) return;
  const conversation = folded();
  if (conversation.affected) return showHelp(credential, conversation);
  await sealAndSend(credential, conversation);
}

say = sayInForm = announcer(form);
tellPin(isPinned(data.window), data.keys.hash);
setUpSource(() => describe(control("table").value));
control("table").addEventListener("change", () => describe(control("table").value));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  whileBusy(() => guarded(submitted));
});
ready();
