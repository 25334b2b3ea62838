// A sheet as text, and where it can lie on this device. Kept here only if somebody chose so.

import { KIND, VERIFIED } from "./contexts.js";
import { readAll } from "./lines.js";
import { attempt, local, read, removed, session, written } from "./storage.js";

const KEPT = "leverage-sheet";
const PENDING = "leverage-pending-draw";

// The same text as the server's own half writes, so that one file serves with and without scripts. A section has
// a head and the labels of its slots.
export const sheetText = (sections, lines) =>
  sections
    .flatMap(({ head, labels }) => [...head, "", ...Object.keys(labels).map((slot) => `${labels[slot]}: ${lines[slot]}`), ""])
    .join("\n");

// What a line is called within its sheet: a table names the line for conversations, and one of another kind says so.
export const lineName = ({ table, kind = KIND }) => (kind === KIND ? table : `${table}|${kind}`);

// The credentials of one window by the names of their lines, and the hash of the keys under which they were drawn.
// Of two of one name the verified one counts: it exists only if the other was used up for it.
// Throws Malformed for a text without a whole credential.
export function readSheet(text, window) {
  const isVerified = ({ context }) => context.tier === VERIFIED;
  const found = readAll(text).filter(({ context }) => context.window === window);
  const credentials = [...found.filter((one) => !isVerified(one)), ...found.filter(isVerified)];
  const [hash = null] = /\b[0-9a-f]{64}\b/.exec(text) ?? [];
  return { text, hash, credentials: new Map(credentials.map((one) => [lineName(one.context), one])) };
}

// The sheet that the page shows just now, for whoever else wants to keep it (the vault).
let current = null;
export const currentSheet = () => current;
export const setCurrentSheet = (text) => (current = text);

// What this browser keeps, `{ text, spent }`, or null; `spent` are the names of used lines.
export function keptSheet() {
  const kept = read(local, KEPT);
  return typeof kept?.text === "string" && Array.isArray(kept.spent) ? kept : null;
}

// Whether it could be kept.
export const keepSheet = (text, spent = []) => written(local, KEPT, { v: 1, text, spent });
export const wipeSheet = () => removed(local, KEPT);

export function markSpent(line) {
  const kept = keptSheet();
  if (kept && !kept.spent.includes(line)) keepSheet(kept.text, [...kept.spent, line]);
}

// A draw that is under way, so that a reload repeats the very same request. It lives as long as the tab, and
// belongs to one account, which `owner` stands for.
export const keepPending = (owner, pending) => written(session, PENDING, { owner, pending });
export const forgetPending = () => removed(session, PENDING);
export function pendingDraw(owner, window) {
  const kept = read(session, PENDING);
  return kept?.owner === owner && kept.pending?.window === window ? kept.pending : null;
}
export const forgetTab = () => attempt(() => session().clear());
