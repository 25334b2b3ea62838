// Requests to our server: never a cookie on the log paths, never a second try of anything but the very same.

const PAUSE = 1000; // Milliseconds before the one retry that happens by itself.

// The answer was no, or something before it was: `code` is for the page, `words` come from the server.
export class Refused extends Error {
  constructor(code, words = "") {
    super(code);
    this.code = code;
    this.words = words;
  }
}

// No answer came, or none that can be read: what was asked may have been done or not.
export class Lost extends Error {}

const waited = (time) => new Promise((done) => setTimeout(done, time));

async function once(url, body, options) {
  let answer;
  let said;
  try {
    answer = await fetch(url, { method: "POST", body, redirect: "error", cache: "no-store", ...options });
    said = await answer.json();
  } catch {
    throw new Lost();
  }
  if (answer.ok) return said;
  if (answer.status >= 500 && !said.error) throw new Lost();
  throw new Refused(said.error, said.words);
}

async function twice(url, body, options) {
  try {
    return await once(url, body, options);
  } catch (error) {
    if (!(error instanceof Lost)) throw error;
    await waited(PAUSE);
    return once(url, body, options);
  }
}

const TYPE = { "Content-Type": "application/json" };

// For the log paths. `body` is the text of the request, so that a second try is the same to the byte.
export const postUnknown = (url, body) =>
  twice(url, body, { headers: TYPE, credentials: "omit", referrerPolicy: "no-referrer" });

// For the account, which draws under its own session.
export const postSignedIn = (url, body, token) =>
  twice(url, body, { headers: { ...TYPE, "X-CSRFToken": token }, credentials: "same-origin" });
