// Drawing a sheet (privacy.md 7): one blinded message for every slot of the window, none left out.

import { fromBase64, toBase64 } from "./bytes.js";
import { blind, finalize, importKey, prepare } from "./blinding.js";
import { credentialContext, TIER } from "./contexts.js";
import { formatLine } from "./lines.js";

// Lets the page paint and listen between two messages.
const breath = () => new Promise((done) => setTimeout(done));

// In the order of the server: a sheet shows the lines for conversations first.
export const slotsOf = (keys) =>
  keys.parameters.kinds.flatMap((kind) => keys.parameters.tables.map(({ slug }) => ({ table: slug, kind })));

const nameOf = ({ table, kind }) => `${table}|${kind}`;
const keyOf = (keys, slot) => importKey(keys.credentials[`${nameOf(slot)}|${TIER}`]);

// The text of the request, and what must be kept to read its answer; plain JSON, so that a reload can go on.
export async function prepareDraw({ keys, hash }, progress) {
  const slots = slotsOf(keys);
  const blinded = {};
  const secrets = {};
  for (const [done, slot] of slots.entries()) {
    progress(done + 1, slots.length);
    await breath();
    const inputMsg = prepare(credentialContext(keys.window, slot.table, slot.kind));
    const part = await blind(await keyOf(keys, slot), inputMsg);
    blinded[nameOf(slot)] = toBase64(part.blinded);
    secrets[nameOf(slot)] = [toBase64(inputMsg), toBase64(part.inverse)];
  }
  return { window: keys.window, hash, body: JSON.stringify({ window: keys.window, blinded }), secrets };
}

// The line of each slot, each signature verified. Throws if one does not fit.
export async function finishDraw({ keys }, { secrets }, signatures) {
  const lines = {};
  for (const slot of slotsOf(keys)) {
    const [inputMsg, inverse] = secrets[nameOf(slot)].map(fromBase64);
    const answer = fromBase64(signatures[nameOf(slot)]);
    const signature = await finalize(await keyOf(keys, slot), inputMsg, answer, inverse);
    lines[nameOf(slot)] = formatLine({ inputMsg, signature });
  }
  return lines;
}
