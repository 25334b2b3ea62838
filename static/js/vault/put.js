// Putting a sheet into the vault, on its own page and beside a sheet that was just drawn. Nothing is sent before
// the words are written down: the vault keeps what it held until then.

import { toBase64 } from "../client/bytes.js";
import { Malformed, readAll } from "../client/lines.js";
import { byId, part, whileBusy } from "../client/page.js";
import { loadList } from "../client/receipts.js";
import { Lost, postSignedIn, Refused } from "../client/wire.js";
import { lockWithPasskey, lockWithWords, passkeysOffered, Stuck } from "./locks.js";
import { padded, TooLarge } from "./padding.js";
import { newPassphrase } from "./passphrase.js";

const { dataset: says } = byId("vault-says");
export const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

// A sentence of the page for whatever went wrong; what nobody foresaw goes to the console as well.
export function sentence(error) {
  if (error instanceof Stuck) return says[error.code];
  if (error instanceof TooLarge) return says.large;
  if (error instanceof Malformed) return says.noSheet;
  if (error instanceof Lost) return says.lost;
  if (error instanceof Refused) return error.code === "list_unreachable" ? says.list : error.words || says.refused;
  console.error(error);
  return says.failed;
}

// Shows a step in its place, and the reader at its heading.
export function step(place, name) {
  place.replaceChildren(part(name));
  place.querySelector("h2, h3").focus();
}

// Runs a piece of work once at a time, with words before, and words if it fails.
export function work(place, words, task) {
  const line = place.querySelector("[role=status]");
  const alert = place.querySelector("[role=alert]");
  return whileBusy(async () => {
    alert.replaceChildren();
    line.replaceChildren(words);
    try {
      await task();
    } catch (error) {
      alert.replaceChildren(sentence(error));
    } finally {
      line.replaceChildren();
    }
  });
}

async function send(file, done) {
  await postSignedIn(says.url, JSON.stringify({ ciphertext: toBase64(file) }), token());
  done();
}

function showWords(place, passphrase, file, again, done) {
  step(place, "t-vault-words");
  const list = place.querySelector("ol");
  for (const word of passphrase.split(" ")) list.append(Object.assign(document.createElement("li"), { textContent: word }));
  byId("vault-put").addEventListener("click", () => work(place, says.sending, () => send(file, done)));
  byId("vault-stop").addEventListener("click", again);
}

// `find` gives the text of the sheet that is to be locked; `done` is called when the vault holds it.
export async function offerVault(place, find, done) {
  const again = () => offerVault(place, find, done);
  const sheet = async () => {
    const text = await find();
    readAll(text);
    return padded(text);
  };
  // On the vault's own page it stands there already, and a file may be chosen in it.
  if (!byId("vault-by-words")) place.replaceChildren(part("t-vault-start"));
  byId("vault-by-words").addEventListener("click", () =>
    work(place, says.locking, async () => {
      const passphrase = newPassphrase(await loadList(says.listUrl));
      showWords(place, passphrase, await lockWithWords(await sheet(), passphrase), again, done);
    }),
  );
  const byKey = byId("vault-by-key");
  byKey.addEventListener("click", () =>
    work(place, says.asking, async () => {
      const how = { name: says.keyName, one: "byPasskey" in says };
      await send(await lockWithPasskey(await sheet(), how), done);
    }),
  );
  byId("vault-key-part").hidden = !(await passkeysOffered());
}
