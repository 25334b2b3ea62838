// The text of a sheet, filled up so that its length tells nothing. Blanks and one line end follow the text: what
// `age -d` gives is a text file, and nothing has to be undone.

import { utf8 } from "../client/bytes.js";

const STEP = 16 * 1024;
const MAX_STEPS = 3;
const [BLANK, LINE_END] = utf8(" \n");

// The text takes more steps than a vault has.
export class TooLarge extends Error {}

export function padded(text) {
  const bytes = utf8(`${text.trimEnd()}\n`);
  const steps = Math.ceil((bytes.length + 1) / STEP);
  if (steps > MAX_STEPS) throw new TooLarge();
  const whole = new Uint8Array(steps * STEP).fill(BLANK);
  whole.set(bytes);
  whole[whole.length - 1] = LINE_END;
  return whole;
}

export const unpadded = (bytes) => `${new TextDecoder().decode(bytes).trimEnd()}\n`;
