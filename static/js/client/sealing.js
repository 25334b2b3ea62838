// A conversation as small JSON, padded to one size for all, sealed to the key of its window (HPKE, RFC 9180,
// base mode) and tied to the credential that pays for it.

import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "../vendor/blindrsa-hpke.js";
import { fromBase64, join, random, toBase64url, utf8 } from "./bytes.js";
import { entryInfo, nullifierOf } from "./contexts.js";

const PLAINTEXT_SIZE = 1024;
const NONCE_SIZE = 16;
export const SEALED_SIZE = 65 + PLAINTEXT_SIZE + 16;

const suite = new CipherSuite({
  kem: new DhkemP256HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

// `items` are pairs of an ask's slug and a published class, one to three of them.
export function encode({ inputMsg, signature }, items) {
  const text = utf8(
    JSON.stringify({
      v: 1,
      input_msg: toBase64url(inputMsg),
      sig: toBase64url(signature),
      items,
      nonce: toBase64url(random(NONCE_SIZE)),
    }),
  );
  if (text.length > PLAINTEXT_SIZE || !items.length || items.length > 3) throw new RangeError("no conversation");
  return join(text, new Uint8Array(PLAINTEXT_SIZE - text.length));
}

export async function seal(publicKey, info, plaintext) {
  const recipientPublicKey = await suite.kem.deserializePublicKey(publicKey.buffer);
  const sender = await suite.createSenderContext({ recipientPublicKey, info });
  const sealed = join(new Uint8Array(sender.enc), new Uint8Array(await sender.seal(plaintext)));
  if (sealed.length !== SEALED_SIZE) throw new RangeError("sealed to another size");
  return sealed;
}

// `sealingKey` is the text of the public half in the key set.
export async function sealConversation(window, sealingKey, credential, items) {
  const info = entryInfo(window, await nullifierOf(credential.inputMsg));
  return seal(fromBase64(sealingKey), info, encode(credential, items));
}
