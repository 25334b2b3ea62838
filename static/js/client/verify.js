// Exchanging a line with scripts: the mail's header is sent, the new line is made and stays on this device.

import { clearErrors, control, showErrors } from "./errors.js";
import { finishExchange, forgetExchange, keepExchange, pendingExchange, prepareExchange } from "./exchange.js";
import { isPinned, loadKeySet } from "./keyset.js";
import { announcer, byId, data, part, ready, reason, show, tellPin, whileBusy, words } from "./page.js";
import { chooseLine, chosenCredential } from "./chosen-line.js";
import { setUpSource, sheetHash, sheetSource } from "./source.js";
import { showVerified } from "./verified.js";
import { Lost, postUnknown, Refused } from "./wire.js";
import "../verify.js";

const form = byId("verify-form");
const column = form.parentElement;
const ABOUT_THE_LINE = ["already_used", "other_place", "forged", "not_exchangeable"];
let say;
let memory = null; // The exchange under way, for when the tab cannot keep it.

const underWay = () => pendingExchange(data.window) ?? memory;

function remember(exchange) {
  memory = exchange;
  keepExchange(exchange);
}

function forget() {
  memory = null;
  forgetExchange();
}

// An answer in words is final, but for one that is about our server's own state: that may pass.
async function answered(pending) {
  try {
    return await postUnknown(data.url, pending.body);
  } catch (error) {
    if (error instanceof Refused && error.code !== "keys_missing") forget();
    throw error;
  }
}

async function finished(set, pending, signature) {
  try {
    return await finishExchange(set, pending, signature);
  } catch {
    throw new Refused("exchange_failed");
  }
}

async function complete(set, pending) {
  say(words("sending"));
  const { signature } = await answered(pending);
  const exchange = await finished(set, pending, signature);
  remember(exchange);
  finish(exchange);
}

function finish(exchange) {
  byId("unfinished")?.remove();
  show(column, part("t-verified"), words("verified_title"));
  showVerified(exchange, sheetSource(), forget);
}

const keySet = (sheet = null) => {
  say(words("checking_keys"));
  return loadKeySet(data.keys, { sheetHash: sheet });
};

async function submitted() {
  clearErrors();
  const errors = [];
  const credential = chosenCredential(errors);
  const headers = control("headers");
  if (!headers.value.trim()) errors.push([headers, words("missing_headers")]);
  if (errors.length) return showErrors(errors);
  const set = await keySet(sheetHash());
  say(words("blinding"));
  const pending = await prepareExchange(set, credential, headers.value);
  remember(pending);
  await complete(set, pending);
}

const sendAgain = async () => complete(await keySet(), underWay());

// Only the very same request may follow: another one would find its line used up.
function offerAgain(why) {
  form.inert = true;
  column.querySelector("h1").after(part("t-unfinished"));
  byId("why").replaceChildren(why);
  byId("send-again").addEventListener("click", () => whileBusy(() => guarded(sendAgain)));
  byId("drop").addEventListener("click", () => {
    forget();
    clear();
  });
}

function clear() {
  byId("unfinished")?.remove();
  byId("sending").replaceChildren();
  form.inert = false;
}

function refuse(error) {
  const why = error instanceof Lost ? words("no_answer") : reason(error);
  if (underWay()) return offerAgain(why);
  if (error.code.startsWith("mail_")) return showErrors([[control("headers"), why]]);
  if (ABOUT_THE_LINE.includes(error.code)) return showErrors([[byId("line") ?? control("credential"), why]]);
  byId("sending").replaceChildren(part("t-refused"));
  byId("why").replaceChildren(why);
}

// Whatever fails, the form is there with all that was typed.
async function guarded(work) {
  try {
    await work();
  } catch (error) {
    const known = error instanceof Refused || error instanceof Lost;
    clear();
    refuse(known ? error : new Refused("failed"));
    if (!known) throw error;
  } finally {
    say("");
  }
}

tellPin(isPinned(data.window), data.keys.hash);
say = announcer(form);
setUpSource(chooseLine);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  whileBusy(() => guarded(submitted));
});
const left = underWay();
if (left?.line) finish(left);
else if (left) offerAgain("");
ready();
