// The six words of a vault: 77 bits, of which no bit leaves this device.

import { drawWords } from "../client/receipts.js";

const WORDS = 6;
const WORD = /\p{L}+(?:-\p{L}+)*/gu;

// Every word is drawn for itself, so the first six of a receipt's eight are as good as any.
export const newPassphrase = (list) => drawWords(list).slice(0, WORDS).join(" ");

// Six words as people write them down: numbered, in capitals, with commas. Any other text is a passphrase that
// somebody chose with the age tool, and counts as it is.
export function readPassphrase(text) {
  const plain = text.normalize("NFKC").replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, "").toLowerCase();
  const found = plain.replace(/[\u2010-\u2015\u2212]/g, "-").match(WORD) ?? [];
  return found.length === WORDS ? found.join(" ") : text.trim();
}
