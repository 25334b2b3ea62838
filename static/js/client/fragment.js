// A sheet on its way to the host of the log pages: behind the # of an address, which no browser sends.

import { fromBase64url, toBase64url, utf8 } from "./bytes.js";

const MARK = "#sheet=";

export const asFragment = (text) => MARK + toBase64url(utf8(text));

// The text that came over, "" if it cannot be read, null if none came. The address bar holds it no longer.
export function takeFragment() {
  const { hash, pathname } = location;
  if (!hash.startsWith(MARK)) return null;
  history.replaceState(null, "", pathname);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(fromBase64url(hash.slice(MARK.length)));
  } catch {
    return "";
  }
}
