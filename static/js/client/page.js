// What the scripts share about the page they stand in: its data, its parts, its words.

export const byId = (id) => document.getElementById(id);
export const data = JSON.parse(byId("client-data")?.textContent ?? "null");
export const part = (id) => byId(id).content.cloneNode(true);

const main = document.querySelector("main");

// A sentence of the page, its braces filled.
export const words = (key, slots = {}) => data.says[key].replace(/\{(\w+)\}/g, (_, slot) => slots[slot] ?? "");

// The words for whatever stopped a piece of work: those of the page, else those of the server.
export const reason = ({ code, words: said }) => (data.says[code] ? words(code) : said || words("server_failed"));

export function setTitle(text) {
  document.title = `${text} · ${document.title.split(" · ").at(-1)}`;
}

// Puts new content in the place of the old, and the reader at its heading.
export function show(place, content, title = "") {
  place.replaceChildren(content);
  if (title) setTitle(title);
  window.scrollTo(0, 0);
  place.querySelector("h1")?.focus();
}

// Whoever reads with their ears hears what goes on; whoever presses twice is not heard twice.
export async function whileBusy(work) {
  if (main.hasAttribute("aria-busy")) return;
  main.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    main.removeAttribute("aria-busy");
  }
}

// A region that is there before it speaks: screen readers miss one that is born with its words.
export function announcer(place) {
  const line = document.createElement("p");
  line.className = "small quiet";
  line.setAttribute("role", "status");
  place.append(line);
  return (text) => line.replaceChildren(text);
}

// Says whether the keys are built into this program, and if not, what to compare them with.
export function tellPin(pinned, hash) {
  byId("pinned")?.replaceChildren(words(pinned ? "pinned" : "not_pinned"));
  const fingerprint = byId("fingerprint");
  if (!fingerprint || pinned) return;
  fingerprint.hidden = false;
  fingerprint.replaceChildren(hash.match(/.{4}/g).join(" "));
}

export const ready = () => (main.dataset.client = "ready");
