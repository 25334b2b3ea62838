// The public keys of a window: fetched without cookies, and refused unless their hash is the expected one.

import { hex, sha256 } from "./bytes.js";
import { PINS } from "./pins.js";
import { Refused } from "./wire.js";

// Returns the document, its hash, and whether that hash is built into this program. Throws Refused with
// `keys_unreachable`, `keys_other` (not what this program or page knows) or `keys_changed` (not those under
// which the sheet was drawn). Nothing but the window's name is sent.
export async function loadKeySet({ window, url, hash }, { sheetHash = null, pins = PINS } = {}) {
  const bytes = await download(url);
  const digest = hex(await sha256(bytes));
  if (digest !== (pins[window] ?? hash)) throw new Refused("keys_other");
  if (sheetHash && sheetHash !== digest) throw new Refused("keys_changed");
  const keys = JSON.parse(new TextDecoder().decode(bytes));
  if (keys.v !== 1 || keys.window !== window) throw new Refused("keys_other");
  return { keys, hash: digest, pinned: isPinned(window, pins) };
}

export const isPinned = (window, pins = PINS) => Object.hasOwn(pins, window);

async function download(url) {
  try {
    const answer = await fetch(url, { credentials: "omit", referrerPolicy: "no-referrer", redirect: "error" });
    if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  throw new Refused("keys_unreachable");
}
