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

// `items` are pairs of an ask's slug and a published answer, one to three of them; `decided` is a pair of the ask
// among them that decided the offer and how, or null.
export function encode({ inputMsg, signature }, items, decided = null) {
  const text = utf8(
    JSON.stringify({
      v: 2,
      input_msg: toBase64url(inputMsg),
      sig: toBase64url(signature),
      items,
      decided,
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
export async function sealConversation(window, sealingKey, credential, items, decided = null) {
  const info = entryInfo(window, await nullifierOf(credential.inputMsg));
  return seal(fromBase64(sealingKey), info, encode(credential, items, decided));
}
