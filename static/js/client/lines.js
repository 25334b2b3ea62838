// A credential as one line of text, read as outcomes/crypto/credential_lines.py reads it.

import { fromBase64url, join, same, toBase64url } from "./bytes.js";
import { leadingContext, MAX_CONTEXT_SIZE, PREFIX_SIZE, SIGNATURE_SIZE } from "./contexts.js";

const MARK = "lvg1.";
// What mail programs and people put between the parts of a long line, and characters that do not show.
const BETWEEN = /[\s>"'`\u200b\u200c\u200d\u2060\ufeff\u00ad“”„‟‘’‚«»‹›]+/g;

// The text holds no credential, or not a whole one; `problem` is a member of CredentialProblem.
export class Malformed extends Error {
  constructor(problem) {
    super(problem);
    this.problem = problem;
  }
}

export const formatLine = ({ inputMsg, signature }) => MARK + toBase64url(join(inputMsg, signature));

// Every credential of a text, each once, in its order. Throws Malformed.
export function readAll(text) {
  const bare = text.replace(BETWEEN, "");
  if (!bare) throw new Malformed("nothing_pasted");
  const pieces = bare.split(MARK).slice(1);
  if (!pieces.length) throw new Malformed("no_token");
  const found = [];
  for (const credential of pieces.map(read)) {
    if (!found.some(({ inputMsg }) => same(inputMsg, credential.inputMsg))) found.push(credential);
  }
  return found;
}

// The one credential of a pasted line. Throws Malformed.
export function parseLine(text) {
  const found = readAll(text);
  if (found.length > 1) throw new Malformed("several");
  return found[0];
}

// Words may follow once the blanks are gone, so the context has to say where the credential ends.
function read(piece) {
  const [run] = /^[A-Za-z0-9_-]*/.exec(piece);
  const start = fromBase64url(run.slice(0, run.length - (run.length % 4)));
  const context = leadingContext(start.subarray(PREFIX_SIZE));
  if (!context) throw new Malformed(start.length < PREFIX_SIZE + MAX_CONTEXT_SIZE ? "cut_short" : "damaged");
  const messageSize = PREFIX_SIZE + context.size;
  const length = Math.ceil(((messageSize + SIGNATURE_SIZE) * 4) / 3);
  if (run.length < length) throw new Malformed("cut_short");
  try {
    const bytes = fromBase64url(run.slice(0, length));
    return { inputMsg: bytes.slice(0, messageSize), signature: bytes.slice(messageSize), context };
  } catch {
    throw new Malformed("damaged");
  }
}
