// age beside the page: stretching a passphrase takes a second or so, and the page should answer meanwhile.

import { Decrypter, Encrypter } from "../vendor/age.js";

// scrypt with 2^17 takes half a second of one core of a server, several times that on a phone, and 128 MB. One more
// doubles both, and small phones lack the room. Six words need no more: whoever guesses has 2^77 to try.
const WORK_FACTOR = 17;

const tasks = {
  lock(bytes, passphrase) {
    const encrypter = new Encrypter();
    encrypter.setScryptWorkFactor(WORK_FACTOR);
    encrypter.setPassphrase(passphrase);
    return encrypter.encrypt(bytes);
  },
  open(bytes, passphrase) {
    const decrypter = new Decrypter();
    decrypter.addPassphrase(passphrase);
    return decrypter.decrypt(bytes);
  },
};

addEventListener("message", async ({ data: { task, bytes, passphrase } }) => {
  try {
    postMessage({ done: await tasks[task](bytes, passphrase) });
  } catch (error) {
    postMessage({ failed: { name: error.name, message: error.message } });
  }
});
