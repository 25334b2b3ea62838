// A sheet as text, and where it can lie on this device. Kept here only if somebody chose so.

import { readAll } from "./lines.js";
import { VERIFIED } from "./contexts.js";
import { attempt, local, read, removed, session, written } from "./storage.js";

const KEPT = "leverage-sheet";
const PENDING = "leverage-pending-draw";

// The same text as the server's own half writes, so that one file serves with and without scripts.
export const sheetText = (head, names, lines) =>
  [...head, "", ...lines.map(([table, line]) => `${names[table]}: ${line}`), ""].join("\n");

// The credentials of one window by table, and the hash of the keys under which they were drawn. Of two lines for
// one table the verified one counts: it exists only if the other was used up for it.
// Throws Malformed for a text without a whole credential.
export function readSheet(text, window) {
  const isVerified = ({ context }) => context.tier === VERIFIED;
  const found = readAll(text).filter(({ context }) => context.window === window);
  const credentials = [...found.filter((one) => !isVerified(one)), ...found.filter(isVerified)];
  const [hash = null] = /\b[0-9a-f]{64}\b/.exec(text) ?? [];
  return { text, hash, credentials: new Map(credentials.map((one) => [one.context.table, one])) };
}

// The sheet that the page shows just now, for whoever else wants to keep it (the vault).
let current = null;
export const currentSheet = () => current;
export const setCurrentSheet = (text) => (current = text);

// What this browser keeps, `{ text, spent }`, or null.
export function keptSheet() {
  const kept = read(local, KEPT);
  return typeof kept?.text === "string" && Array.isArray(kept.spent) ? kept : null;
}

// Whether it could be kept.
export const keepSheet = (text, spent = []) => written(local, KEPT, { v: 1, text, spent });
export const wipeSheet = () => removed(local, KEPT);

export function markSpent(table) {
  const kept = keptSheet();
  if (kept && !kept.spent.includes(table)) keepSheet(kept.text, [...kept.spent, table]);
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
