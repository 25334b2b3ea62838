// The choice to keep a sheet in this browser, where a page shows one.

import { handOver } from "./handover.js";
import { keepSheet } from "./sheets.js";

// A button keeps it. Where the log pages have a host of their own a link stands in its place: what this host keeps
// they could not find, so the sheet goes over to theirs, and this one keeps nothing. `told` learns whether it could.
export function offerToKeep(control, text, told) {
  if (control.href) handOver(control, text);
  else control.addEventListener("click", () => told(keepSheet(text)));
}
