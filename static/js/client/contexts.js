// The byte strings that tie a credential and a sealed entry to their place, as outcomes/crypto/contexts.py
// builds them. A change here is a change of protocol.

import { hex, join, latin1, sha256, utf8 } from "./bytes.js";

export const PREFIX_SIZE = 32; // Random bytes in front of the context (RFC 9474, section 4.1).
export const SIGNATURE_SIZE = 256;
export const MAX_CONTEXT_SIZE = 120;
export const KIND = "conversation";
export const TIER = "drawn";
export const VERIFIED = "verified";

const CONTEXT =
  /^leverage\/credential\/v1\|([A-Za-z0-9][A-Za-z0-9-]{0,23})\|([a-z0-9][a-z0-9-]{0,47})\|(conversation|delivery)\|(drawn|verified)/;

export const credentialContext = (window, table, kind = KIND, tier = TIER) =>
  utf8(`leverage/credential/v1|${window}|${table}|${kind}|${tier}`);

// The context that bytes begin with, and its length; null if they begin with none. A context shows its own
// end, so that whatever follows cannot move it.
export function leadingContext(bytes) {
  const found = CONTEXT.exec(latin1(bytes.subarray(0, MAX_CONTEXT_SIZE)));
  if (!found) return null;
  const [whole, window, table, kind, tier] = found;
  return { window, table, kind, tier, size: whole.length };
}

export const nullifierOf = (inputMsg) => sha256(join(utf8("leverage/nullifier/v1|"), inputMsg));

export const entryInfo = (window, nullifier) => utf8(`leverage/entry/v1|${window}|${hex(nullifier)}`);
