// The eight words of a receipt and the key made from them. Neither words nor their choice leave this device:
// only the key does, and from it nobody gets back to the words.

import { utf8 } from "./bytes.js";
import { Refused } from "./wire.js";

const WORDS = 8;
const LIST_SIZE = 7776;
const LETTER = "[\\p{L}\\p{Nl}\\p{No}]";
const WORD = new RegExp(`${LETTER}+(?:-${LETTER}+)*`, "gu");

// The EFF's long list; loaded only when it is needed. Throws Refused with `list_unreachable`.
export async function loadList(url) {
  try {
    const answer = await fetch(url, { credentials: "omit", referrerPolicy: "no-referrer" });
    const list = answer.ok ? (await answer.text()).split(" ") : [];
    if (list.length === LIST_SIZE) return list;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  throw new Refused("list_unreachable");
}

// 13 random bits for each word; numbers beyond the list are drawn again, so that no word is likelier.
export function drawWords(list) {
  const words = [];
  while (words.length < WORDS) {
    const number = crypto.getRandomValues(new Uint16Array(1))[0] & 0x1fff;
    if (number < list.length) words.push(list[number]);
  }
  return words;
}

// Words as people write them down; returns how many are known if they are not eight known ones.
export function readWords(text, list) {
  const plain = text.normalize("NFKC").replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, "").toLowerCase();
  const found = plain.replace(/[\u2010-\u2015\u2212]/g, "-").match(WORD) ?? [];
  const all = new Set(list);
  const known = found.filter((word) => all.has(word)).length;
  return found.length === WORDS && known === WORDS ? { words: found } : { known };
}

// HKDF-SHA256 (RFC 5869) with an empty salt.
async function derived(words, info) {
  const key = await crypto.subtle.importKey("raw", utf8(words.join(" ")), "HKDF", false, ["deriveBits"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8(info) };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, 256));
}

export const receiptKey = (words) => derived(words, "leverage/receipt/v1");

// Locks a copy on this device. It is none of our server's business, and cannot be computed from the receipt key.
export async function copyKey(words) {
  const key = await derived(words, "leverage/copy/v1");
  return crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]);
}
