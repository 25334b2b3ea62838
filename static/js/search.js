// Search as you type on the list of asks. The form stays what it is without scripts: a GET to the
// same address. This only asks for that address early, and puts its answer in place.

const PAUSE = 250; // Milliseconds without a key: a word is usually finished by then.
const LIVE = ["found", "live-summary", "live-w", "live-n"];
const KEY_OFF = "search-key-off";
const script = document.querySelector("script[data-hint]");
const fields = [...document.querySelectorAll("form.filters input[name=q]")];

// A region that is there before it speaks: screen readers miss one that is born with its words.
const status = document.createElement("p");
status.className = "visually-hidden";
status.setAttribute("role", "status");
document.getElementById("found").before(status);

let waiting = 0;
let current = new AbortController();

function address(form) {
  const data = [...new FormData(form)].filter(([, value]) => value.trim());
  const query = new URLSearchParams(data).toString();
  return form.getAttribute("action") + (query ? `?${query}` : "");
}

function swap(page) {
  const ticked = [...document.querySelectorAll("#found input[name=ask]:checked")].map((box) => box.value);
  for (const id of LIVE) {
    const fresh = page.getElementById(id);
    if (!fresh) continue;
    document.getElementById(id).replaceChildren(...fresh.childNodes);
  }
  for (const box of document.querySelectorAll("#found input[name=ask]")) {
    box.checked = ticked.includes(box.value);
  }
}

async function search(field) {
  current.abort();
  current = new AbortController();
  const { signal } = current;
  const target = address(field.form);
  try {
    const answer = await fetch(target, { signal, credentials: "omit" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (signal.aborted || !answer.ok || !page.getElementById("found")) return;
    swap(page);
    document.title = page.title;
    history.replaceState(null, "", target);
    status.textContent = document.querySelector("#found .results strong")?.textContent ?? "";
  } catch (error) {
    // Without an answer the list stays as it was, and the button still works.
    if (!(error instanceof TypeError || error.name === "AbortError")) throw error;
  }
}

for (const field of fields) {
  field.addEventListener("input", () => {
    for (const other of fields) other.value = field.value;
    clearTimeout(waiting);
    waiting = setTimeout(search, PAUSE, field);
  });
  field.form.addEventListener("submit", () => {
    clearTimeout(waiting);
    current.abort();
  });
}

// One key that acts anywhere must be possible to turn off (WCAG 2.1.4). The choice lasts as long as
// the tab, on this device, and is sent nowhere.
function keyIsOff() {
  return sessionStorage.getItem(KEY_OFF) === "1";
}

function typing(element) {
  return element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (keyIsOff() || typing(event.target)) return;
  const fold = document.querySelector(".filter-fold");
  if (fold.checkVisibility()) fold.open = true;
  fields.find((field) => field.checkVisibility())?.focus();
  event.preventDefault();
});

const hint = document.createElement("p");
hint.className = "hint key-hint";
const words = document.createElement("span");
const toggle = document.createElement("button");
toggle.type = "button";

function explain() {
  words.textContent = keyIsOff() ? "" : `${script.dataset.hint} `;
  toggle.textContent = keyIsOff() ? script.dataset.on : script.dataset.off;
}

toggle.addEventListener("click", () => {
  sessionStorage.setItem(KEY_OFF, keyIsOff() ? "0" : "1");
  explain();
});
hint.append(words, toggle);
document.getElementById("q-w").after(hint);
explain();
