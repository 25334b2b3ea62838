// Shows a verified line, puts it into the sheet that this browser keeps, and offers it as a file.

import { byId, data, words } from "./page.js";
import { saveText } from "./save.js";
import { keepSheet, keptSheet } from "./sheets.js";

const withLine = (text, { from, line }) => (text?.includes(from) ? text.replace(from, line) : null);

// Whether the sheet holds the new line in the place of the old one; null if this browser keeps no such sheet.
function putIntoKept(exchange) {
  const kept = keptSheet();
  if (kept?.text.includes(exchange.line)) return true;
  const text = withLine(kept?.text, exchange);
  return text && keepSheet(text, kept.spent.filter((table) => table !== exchange.table));
}

// `source` is the sheet that was read on this page, if any; `safe` is called once the line lies somewhere else too.
export function showVerified(exchange, source, safe) {
  const lab = data.tables[exchange.table];
  const shown = `${lab}: ${exchange.line}`;
  const kept = putIntoKept(exchange);
  if (kept) safe();
  byId("verified-lead").replaceChildren(words("verified_lead", { lab }));
  byId("verified-line").value = shown;
  byId("verified-where").replaceChildren(words(kept ? "line_kept" : kept === null ? "line_loose" : "line_not_kept"));
  const done = byId("have-line");
  done.hidden = Boolean(kept);
  done.addEventListener("click", () => {
    safe();
    byId("said").replaceChildren(words("forgotten"));
  });
  const sheet = kept ? keptSheet().text : withLine(source, exchange);
  const save = byId(sheet ? "save-sheet" : "save-line");
  save.hidden = false;
  save.addEventListener("click", () => {
    saveText(sheet ?? `${shown}\n`, sheet ? "sheet.txt" : "verified-line.txt");
    safe();
    byId("said").replaceChildren(words("saved"));
  });
}
