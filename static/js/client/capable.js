// Whether this browser has all that drawing and sealing need. Where it has not, the pages stay what they are
// without scripts: our server does it, and they say so.

export function capable() {
  return Boolean(globalThis.crypto?.subtle && globalThis.BigInt && Object.hasOwn && Array.prototype.at);
}
