// Which line of a sheet is handed in for a verified one: by its lab, or as it was pasted.

import { TIER } from "./contexts.js";
import { control } from "./errors.js";
import { Malformed } from "./lines.js";
import { byId, data, part, words } from "./page.js";
import { credentialFor, sheetLines, spentLines, usesSheet } from "./source.js";

const couldBeExchanged = (table) =>
  data.exchangeable.includes(table) && !spentLines().includes(table) && credentialFor(table).context.tier === TIER;

// With a sheet at hand the lab names the line; only those that could be exchanged are offered.
export function chooseLine() {
  byId("line-part")?.remove();
  if (!usesSheet()) return;
  const tables = sheetLines().filter(couldBeExchanged);
  byId("sheet-words").replaceChildren(words(tables.length ? "sheet_at_hand" : "none_to_exchange"));
  if (!tables.length) return;
  byId("sheet-note").after(part("t-line"));
  const select = byId("line");
  for (const table of tables) select.add(new Option(data.tables[table], table));
}

// The credential, or null after something was added to `errors`.
export function chosenCredential(errors) {
  const select = byId("line");
  if (usesSheet() && !select?.value) {
    errors.push([select ?? byId("paste-instead"), words(select ? "choose_line" : "none_to_exchange")]);
    return null;
  }
  try {
    return credentialFor(select?.value ?? null);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    errors.push([control("credential"), words(error.problem)]);
    return null;
  }
}
