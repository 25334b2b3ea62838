// Blind signatures, the client's half: RSABSSA-SHA384-PSS-Randomized (RFC 9474).

import { RSABSSA } from "../vendor/blindrsa-hpke.js";
import { fromBase64 } from "./bytes.js";

const suite = RSABSSA.SHA384.PSS.Randomized();
const ALGORITHM = { name: "RSA-PSS", hash: "SHA-384" };

// The public key of a slot, as the key set writes it. It has to be extractable for its modulus to be read.
export const importKey = (text) => crypto.subtle.importKey("spki", fromBase64(text), ALGORITHM, true, ["verify"]);

// A fresh input message: 32 random bytes, then the context (section 4.1).
export const prepare = (context) => suite.prepare(context);

// What is sent and what is kept (section 4.2).
export async function blind(key, inputMsg) {
  const { blindedMsg, inv } = await suite.blind(key, inputMsg);
  return { blinded: blindedMsg, inverse: inv };
}

// The signature, verified (section 4.4); throws if what the server returned does not unblind to a good one.
export const finalize = (key, inputMsg, blindSignature, inverse) =>
  suite.finalize(key, inputMsg, blindSignature, inverse);
