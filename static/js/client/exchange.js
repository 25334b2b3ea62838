// A drawn line for a verified one (privacy.md 7): the new line is made here and signed unseen, so that nobody can
// tell which line came of which mail.

import { blind, finalize, importKey, prepare } from "./blinding.js";
import { fromBase64, toBase64, utf8 } from "./bytes.js";
import { credentialContext, KIND, TIER, VERIFIED } from "./contexts.js";
import { formatLine } from "./lines.js";
import { read, removed, session, written } from "./storage.js";
import { Refused } from "./wire.js";

const PENDING = "leverage-pending-exchange";

const nameOf = (table) => `${table}|${KIND}|${VERIFIED}`;
const keyOf = (keys, table) => importKey(keys.credentials[nameOf(table)]);

// The text of the request, and what must be kept to read its answer; plain JSON, so that a reload can go on.
// Throws Refused with `not_exchangeable` for a line that no mail could help.
export async function prepareExchange({ keys }, credential, headers) {
  const { window, table, tier } = credential.context;
  if (tier !== TIER || !Object.hasOwn(keys.credentials, nameOf(table))) throw new Refused("not_exchangeable");
  const inputMsg = prepare(credentialContext(window, table, KIND, VERIFIED));
  const { blinded, inverse } = await blind(await keyOf(keys, table), inputMsg);
  const request = {
    window,
    table,
    input_msg: toBase64(credential.inputMsg),
    sig: toBase64(credential.signature),
    blinded: toBase64(blinded),
    headers: toBase64(utf8(headers)),
  };
  const secret = [toBase64(inputMsg), toBase64(inverse)];
  return { window, table, from: formatLine(credential), secret, body: JSON.stringify(request) };
}

// The new line, its signature verified. What is left of the exchange then says nothing of the mail any more.
export async function finishExchange({ keys }, { window, table, from, secret }, signature) {
  const [inputMsg, inverse] = secret.map(fromBase64);
  const signed = await finalize(await keyOf(keys, table), inputMsg, fromBase64(signature), inverse);
  return { window, table, from, line: formatLine({ inputMsg, signature: signed }) };
}

// An exchange that is under way, or whose line is not yet anywhere else. It lives as long as the tab.
export const keepExchange = (exchange) => written(session, PENDING, exchange);
export const forgetExchange = () => removed(session, PENDING);
export function pendingExchange(window) {
  const kept = read(session, PENDING);
  return kept?.window === window ? kept : null;
}
