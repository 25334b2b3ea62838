// A sheet on its way from the page that shows it to the host of the log pages. What stands behind the # of an address
// is never sent, but browsers write it down. So a tab of the log pages makes a key for one time, the sheet is sealed
// to it where it is shown (HPKE, RFC 9180, base mode), and only the sealed bytes stand in an address.

import { fromBase64url, join, random, toBase64url, utf8 } from "./bytes.js";
import { read, removed, session, written } from "./storage.js";

const INFO = utf8("leverage/handover/v1");
const ENC_SIZE = 65;
const KEY = "leverage-handover-key";
const channel = () => new BroadcastChannel("leverage-handover"); // It reaches pages of the same host, and no server.

// Loaded when a sheet goes over: most pages that could hand one over never do.
async function hpke() {
  const { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } = await import("../vendor/blindrsa-hpke.js");
  return new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
}

// What stands behind the # under a name, or null. The address bar holds it no longer.
export function takeFragment(name) {
  const { hash, pathname } = location;
  const mark = `#${name}=`;
  if (!hash.startsWith(mark)) return null;
  history.replaceState(null, "", pathname);
  return hash.slice(mark.length);
}

// Where the sheet is shown: the link takes a ticket along, and who comes back with it and a key gets the sheet,
// sealed, for as long as the link is there. A key that is none gets nothing that could be opened.
export function handOver(link, text) {
  const ticket = toBase64url(random(16));
  link.hash = `for=${ticket}`;
  const line = channel();
  line.addEventListener("message", async ({ data }) => {
    if (!link.isConnected) return line.close();
    if (data.ticket !== ticket || !data.key) return;
    line.postMessage({ ticket, sealed: await seal(data.key, text).catch(() => "") });
  });
}

async function seal(key, text) {
  const suite = await hpke();
  const recipientPublicKey = await suite.kem.deserializePublicKey(fromBase64url(key).buffer);
  const { enc, ct } = await suite.seal({ recipientPublicKey, info: INFO }, utf8(text));
  return toBase64url(join(new Uint8Array(enc), new Uint8Array(ct)));
}

// In the tab of the log pages. Returns the public half, or null where the tab cannot keep the other one: it lies in
// the storage that ends with the tab, since memory does not last until the sheet is there.
export async function makeKey() {
  const suite = await hpke();
  const { privateKey, publicKey } = await suite.kem.generateKeyPair();
  const kept = new Uint8Array(await suite.kem.serializePrivateKey(privateKey));
  if (!written(session, KEY, toBase64url(kept))) return null;
  return toBase64url(new Uint8Array(await suite.kem.serializePublicKey(publicKey)));
}

// The same tab, on the host that shows the sheet: asks the page that has it, and goes back with what it answers.
export function fetchSealed(asked, address) {
  const [ticket, key] = asked.split(".");
  const line = channel();
  line.addEventListener("message", ({ data }) => {
    if (data.ticket === ticket && "sealed" in data) location.replace(`${address}#sealed=${data.sealed}`);
  });
  line.postMessage({ ticket, key });
}

// Back again: the text, "" if it does not open, null if this tab has no key. Whatever it is, the key is used up.
export async function opened(sealed) {
  const kept = read(session, KEY);
  removed(session, KEY);
  if (kept === null) return null;
  try {
    const suite = await hpke();
    const bytes = fromBase64url(sealed);
    const recipientKey = await suite.kem.deserializePrivateKey(fromBase64url(kept).buffer);
    const enc = bytes.slice(0, ENC_SIZE).buffer;
    const plain = await suite.open({ recipientKey, enc, info: INFO }, bytes.slice(ENC_SIZE));
    return new TextDecoder("utf-8", { fatal: true }).decode(plain);
  } catch {
    return "";
  }
}
