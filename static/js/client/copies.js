// Copies of what was logged, to edit from (privacy.md 8). They lie in this browser only if somebody chose so, are
// never sent, and are locked with the eight words of their receipt.

import { fromBase64, random, toBase64, utf8 } from "./bytes.js";
import { copyKey } from "./receipts.js";
import { local, read, removed, written } from "./storage.js";

const COPIES = "leverage-copies";
const SIZE = 512; // So that its length does not tell how many asks are in it.
const IV_SIZE = 12;

// Copies of other windows are good for nothing any more, and go.
function all(window) {
  const kept = read(local, COPIES)?.copies;
  if (!Array.isArray(kept)) return [];
  const current = kept.filter((copy) => copy.window === window);
  if (current.length < kept.length) keep(current);
  return current;
}

const keep = (copies) => (copies.length ? written(local, COPIES, { v: 1, copies }) : removed(local, COPIES));

export const hasCopies = (window) => all(window).length > 0;
export const wipeCopies = () => removed(local, COPIES);

async function opened({ iv, sealed }, key) {
  try {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: fromBase64(iv) }, key, fromBase64(sealed));
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return null; // It belongs to another receipt.
  }
}

// The copies that other receipts open, and what stands in the one that these words open.
async function sorted(window, secret) {
  const key = await copyKey(secret);
  const others = [];
  let found = null;
  for (const copy of all(window)) {
    const content = await opened(copy, key);
    if (content) found = content;
    else others.push(copy);
  }
  return { key, others, found };
}

// `{ line, told, decided }`, or null.
export const findCopy = async (window, secret) => (await sorted(window, secret)).found;

// Puts a copy in the place of the one that the same words open. Returns whether it could be kept.
export async function keepCopy(window, secret, { line, told, decided }) {
  const { key, others } = await sorted(window, secret);
  const iv = random(IV_SIZE);
  const plain = utf8(JSON.stringify({ line, told, decided }).padEnd(SIZE));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain));
  return keep([...others, { window, iv: toBase64(iv), sealed: toBase64(sealed) }]);
}

export async function dropCopy(window, secret) {
  keep((await sorted(window, secret)).others);
}
