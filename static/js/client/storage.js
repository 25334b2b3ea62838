// What this browser keeps. Storage can be full, switched off, or hold what another version wrote: none of that is
// an error here.

export function attempt(step, otherwise) {
  try {
    return step() ?? otherwise;
  } catch {
    return otherwise;
  }
}

// In a function: with storage switched off, already the name throws.
export const local = () => localStorage;
export const session = () => sessionStorage;

// Whether it could be written.
export const written = (storage, key, value) =>
  attempt(() => (storage().setItem(key, JSON.stringify(value)), true), false);
export const read = (storage, key) => attempt(() => JSON.parse(storage().getItem(key)), null);
export const removed = (storage, key) => attempt(() => storage().removeItem(key));
