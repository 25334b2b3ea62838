// Locking and opening in the age format, with a passphrase or with a passkey that has the PRF extension.

// `code` is the name of a sentence of the page.
export class Stuck extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

function codeOf({ name, message }) {
  if (name === "RangeError") return "memory";
  if (name === "NotAllowedError" || name === "AbortError") return "stopped";
  if (/^no identity matched/.test(message)) return "wrong";
  return /PRF/.test(message) ? "unable" : "damaged";
}

function inWorker(task, bytes, passphrase) {
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  return new Promise((done, fail) => {
    worker.addEventListener("message", ({ data }) => (data.done ? done(data.done) : fail(new Stuck(codeOf(data.failed)))));
    worker.addEventListener("error", () => fail(new Stuck("failed")));
    worker.postMessage({ task, bytes, passphrase });
  }).finally(() => worker.terminate());
}

export const lockWithWords = (bytes, passphrase) => inWorker("lock", bytes, passphrase);
export const openWithWords = (file, passphrase) => inWorker("open", file, passphrase);

// Passkeys are asked for by the page itself: a worker may not.
async function withPasskey(work) {
  const age = await import("../vendor/age.js");
  try {
    return await work(age);
  } catch (error) {
    throw new Stuck(codeOf(error));
  }
}

// Whether this browser says that passkeys can hold a secret of a page.
export async function passkeysOffered() {
  try {
    return Boolean((await PublicKeyCredential.getClientCapabilities())["extension:prf"]);
  } catch {
    return false;
  }
}

// With the passkey that opens the present vault, if there is `one`; otherwise with a new one of that name.
export const lockWithPasskey = (bytes, { name, one }) =>
  withPasskey(async ({ Encrypter, webauthn }) => {
    const identity = one ? undefined : await webauthn.createCredential({ keyName: name });
    const encrypter = new Encrypter();
    encrypter.addRecipient(new webauthn.WebAuthnRecipient({ identity }));
    return encrypter.encrypt(bytes);
  });

export const openWithPasskey = (file) =>
  withPasskey(({ Decrypter, webauthn }) => {
    const decrypter = new Decrypter();
    decrypter.addIdentity(new webauthn.WebAuthnIdentity());
    return decrypter.decrypt(file);
  });
