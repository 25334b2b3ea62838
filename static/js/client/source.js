// Where the credential comes from: the sheet that this browser keeps, a file read on this device, or one
// pasted line. None of them is sent; only the one credential that pays is.

import { clearErrors, control } from "./errors.js";
import { Malformed, parseLine } from "./lines.js";
import { byId, data, part, words } from "./page.js";
import { keptSheet, lineName, readSheet } from "./sheets.js";

let sheet = null; // The credentials of this window, when a sheet was found.
let spent = [];
let found = "sheet"; // Or "file": how the page speaks of it.
let onChange = () => {};

export const sheetLines = () => (sheet ? [...sheet.credentials.keys()] : []);
export const sheetHash = () => sheet?.hash ?? null;
export const sheetSource = () => sheet?.text ?? null;
export const spentLines = () => spent;
export const usesSheet = () => sheet !== null;

function adopt(text, kind, marks) {
  try {
    const read = readSheet(text, data.window);
    if (!read.credentials.size) return false;
    [sheet, found, spent] = [read, kind, marks];
    return true;
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return false;
  }
}

// Says which line will be used for the chosen table; asks for one where the sheet has none.
export function describe(table) {
  const note = byId("sheet-note");
  if (!note || !sheet) return;
  const line = lineName({ table, kind: data.kind });
  const missing = Boolean(table) && !sheet.credentials.has(line);
  control("credential").closest(".field").hidden = !missing;
  const key = missing ? "no_line" : spent.includes(line) ? "line_spent" : `${found}_${table ? "found" : "waits"}`;
  byId("sheet-words").replaceChildren(words(key, { lab: data.tables[table] }));
}

function useSheet() {
  const field = control("credential").closest(".field");
  byId("file-part")?.remove();
  clearErrors();
  field.before(part("t-sheet"));
  field.hidden = true;
  byId("paste-instead").addEventListener("click", () => {
    sheet = null;
    byId("sheet-note").remove();
    field.hidden = false;
    onChange();
    control("credential").focus();
  });
  onChange();
}

async function readFile(event) {
  const [file] = event.target.files;
  if (file && adopt(await file.text(), "file", [])) return useSheet();
  const error = byId("sheet-file-error");
  error.hidden = !file;
  error.replaceChildren(`${words("error")} ${words("file_bad")}`);
}

// Fits the credential field of the page. `changed` is called when another source is in use.
export function setUpSource(changed) {
  onChange = changed;
  const kept = keptSheet();
  if (kept && adopt(kept.text, "sheet", kept.spent)) return useSheet();
  if (!byId("file-part")) control("credential").closest(".field").before(part("t-file"));
  const file = byId("sheet-file");
  file.addEventListener("change", readFile);
  if (file.files.length) readFile({ target: file }); // Chosen before this program was here.
}

// The credential of a line by its name, or of whatever was pasted when the name is null. Throws Malformed.
export function credentialFor(name) {
  const own = sheet?.credentials.get(name);
  if (own) return own;
  const credential = parseLine(control("credential").value);
  const { context } = credential;
  if (data.kind && context.kind !== data.kind) throw new Malformed("other_kind");
  const elsewhere = context.window !== data.window || (name !== null && lineName(context) !== name);
  if (elsewhere) throw new Malformed("other_place");
  return credential;
}
