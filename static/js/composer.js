// Writes drafts on the person's own device. Nothing chosen or typed is sent or stored: the form never
// posts, and what is typed has no name. Every word shown lies in the page.

import { asText, compose, fill, nextLines } from "./compose.js";

const byId = (id) => document.getElementById(id);
const part = (id) => byId(id).content.cloneNode(true);
const form = byId("choices");
const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
const data = JSON.parse(byId("composer-data").textContent);
const words = byId("t-draft").dataset;
const slugs = Object.keys(data.asks);
const praising = data.stage === "accepting";
const [lab, ...slots] = form.querySelectorAll("select");

byId("draft-part").replaceChildren(byId("draft-title"), part("t-draft"));
byId("make").before(part("t-own"));
for (const id of ["replies", "in-place"]) byId(id)?.remove();
byId("afterwards").before(part("t-replies"));
byId("afterwards").after(part("t-after"));
const letter = byId("letter");
const ownWords = byId("own-words");
const own = [...form.querySelectorAll("[data-own]")];
const takeFocus = byId("take-focus");
const makeDraft = form.querySelector("#make button");

// What was chosen, also while the lab leaves nothing to say about it.
let wanted = slots.map((slot) => slot.value);
let draft; // The last one that the choices gave.
let edited = false;
const kept = []; // Texts that made room for another.
const good = {}; // What was typed and is not too long.

const facts = () => data.labs[lab.value];
const held = (slug) => facts()?.held[slug];
const done = (slug) => held(slug)?.status === "in_place";
const fits = (slug) => (praising ? held(slug)?.credit : !done(slug));
const focusHere = () => Object.keys(facts()?.focus ?? {}).filter(fits).slice(0, slots.length);
const asks = () => slots.map((slot) => slot.value).filter(Boolean);
const text = () => (edited ? `${letter.innerText.trimEnd()}\n` : asText(draft));

// A new node each time: screen readers may pass over the same words set again.
const say = (said, region = "said") => byId(region).replaceChildren(said);

function put(root, selector, said) {
  const found = root.querySelector(selector);
  if (!said) found.remove();
  found.textContent = said;
  return found;
}

function cite(root, { date, by, url }) {
  put(root, ".evidence span", date);
  put(root, ".evidence a", by).href = url;
}

function mark(field, wrong) {
  field.setAttribute("aria-invalid", Boolean(wrong));
  field.closest(".field").classList.toggle("has-error", wrong);
  const region = byId(`${field.id}-error`);
  if (region.textContent !== wrong) region.textContent = wrong; // Not said again at every key.
}

// The same groups as the server's.
function groups() {
  const found = {};
  const add = (title, slug, name) =>
    (found[title] ??= []).push(Object.assign(new Option(name, slug), { lang: "en" }));
  const here = Object.keys(facts()?.focus ?? {});
  const now = slugs.filter((slug) => data.asks[slug].focus);
  const leading = praising ? [] : here[0] ? here : now;
  for (const slug of leading) add(here[0] ? words.here : words.now, slug, data.asks[slug].name);
  for (const slug of slugs) {
    const { name, topic } = data.asks[slug];
    if (leading.includes(slug) || (praising && !fits(slug))) continue;
    add(topic, slug, fits(slug) ? name : fill(words.done, { ask: name }));
  }
  return Object.keys(found).map((label) => {
    const group = make("optgroup", { label });
    if (label !== words.here && label !== words.now) group.lang = "en"; // As topics are named.
    group.append(...found[label]);
    return group;
  });
}

function settle() {
  slots.forEach((slot, place) => {
    if (wanted.indexOf(wanted[place]) < place) wanted[place] = "";
    slot.value = fits(wanted[place]) ? wanted[place] : "";
  });
  for (const slot of slots) {
    for (const option of slot.options) {
      const { value } = option;
      option.disabled = value && value !== slot.value && (!fits(value) || asks().includes(value));
    }
  }
}

// Returns what has to be said about an ask that fell away.
function tell(slot, place) {
  const box = byId(`facts-${place + 1}`);
  const slug = wanted[place];
  const here = facts();
  const gone = slug && here && !slot.value;
  box.textContent = gone ? fill(words.gone, { ask: data.asks[slug].name, lab: here.name }) : "";
  if (!slot.value) return box.textContent;
  const { focus, effort } = data.asks[slug];
  const known = held(slug);
  const shown = part("t-facts");
  if (!(slug in (here?.focus ?? {})) && !focus) put(shown, ".in-focus");
  if (known || !here) put(shown, ".none");
  put(shown, ".chip", known?.label).classList.add(known?.status);
  put(shown, ".effort", effort);
  if (known) cite(shown, known);
  else put(shown, ".evidence");
  box.append(shown);
  return "";
}

function listDone() {
  const found = praising ? [] : slugs.filter(done);
  byId("in-place").hidden = byId("why").hidden = !found[0];
  put(document, "#in-place h2", fill(words.inPlace, { lab: facts()?.name }));
  const rows = found.map((slug) => {
    const row = part("t-done");
    put(row, "a", data.asks[slug].name).href = words.address.replace("/0/", `/${slug}/`);
    cite(row, held(slug));
    return row;
  });
  byId("done-list").replaceChildren(...rows);
}

function listFocus() {
  const here = Object.entries(facts()?.focus ?? {});
  if (praising) return;
  byId("focus-here").hidden = !here[0];
  const rows = here.map(([slug, reason]) => {
    const row = part("t-reason");
    put(row, "strong", data.asks[slug].name);
    put(row, "span", reason);
    return row;
  });
  byId("focus-reasons").replaceChildren(...rows);
  const taken = focusHere();
  // As the server: one press is offered where it spares several.
  if (takeFocus) takeFocus.hidden = !taken[1] || [...taken].sort().join() === asks().sort().join();
}

function readOwn() {
  const { length } = [...ownWords.value];
  const long = length > 600;
  for (const field of own) if (!long || field !== ownWords) good[field.dataset.own] = field.value.trim();
  mark(ownWords, long ? words.long : "");
  byId("own-count").textContent = long ? fill(words.count, { count: length }) : "";
}

function paragraph(said) {
  const made = make("p", { className: /^\(/.test(said) ? "cue" : /^\d\. /.test(said) ? "item" : "" });
  const blank = (textContent) => make("span", { className: "blank", textContent });
  made.append(...said.split(/(\[[^\]]+\])/).map((piece, place) => (place % 2 ? blank(piece) : piece)));
  return made;
}

function show(nodes, mine) {
  edited = mine;
  letter.replaceChildren(...nodes);
  byId("changed").hidden = true;
  byId("back").hidden = !kept[0];
  aim();
}

const showDraft = () => show(asText(draft).trim().split("\n\n").map(paragraph), false);

function aim() {
  const body = encodeURIComponent(text().replaceAll("\n", "\r\n")); // As RFC 6068 wants it.
  byId("mail").href = `mailto:?subject=${encodeURIComponent(draft.subject)}&body=${body}`;
  byId("mail").hidden = !draft.subject;
}

// Returns what there is to say about it.
function write() {
  const possible = facts() && asks()[0];
  byId("made").hidden = !possible && !edited;
  byId("no-draft").hidden = !byId("made").hidden;
  byId("replies").hidden = !possible;
  makeDraft.textContent = possible ? words.see : praising && !facts() ? words.look : words.write;
  if (!possible) return "";
  const [kind] = Object.keys(data.frames); // A single one is not asked for.
  const choices = { kind, ...Object.fromEntries(new FormData(form)), asks: asks(), own: good };
  draft = compose(data, choices);
  const rows = nextLines(data, choices).map(([they, you]) => {
    const row = part("t-reply");
    put(row, "span", they);
    put(row, "dd", you);
    return row;
  });
  byId("reply-list").replaceChildren(...rows);
  byId("changed").hidden = !edited;
  if (!edited) showDraft();
  return edited ? words.left : words.updated;
}

function update() {
  settle();
  const gone = slots.map(tell);
  listDone();
  listFocus();
  say([...gone, write()].join(" "));
}

function regroup() {
  byId("slots").hidden = praising && !facts() && !wanted.some(Boolean);
  for (const slot of slots) slot.replaceChildren(slot.options[0], ...groups());
  update();
}

form.addEventListener("input", ({ target }) => {
  if (!own.includes(target)) return;
  readOwn();
  write();
});

form.addEventListener("change", ({ target }) => {
  // What the server refused is no longer what is chosen.
  for (const old of document.querySelectorAll(".error-summary, .error[id$=_error]")) old.remove();
  if (slots.includes(target)) wanted[slots.indexOf(target)] = target.value;
  if (target === lab) regroup();
  else update();
  if (facts()) mark(lab, "");
  if (asks()[0]) mark(slots[0], "");
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (takeFocus && event.submitter === takeFocus) {
    const taken = focusHere();
    wanted = slots.map((_, place) => taken[place] ?? "");
    update();
  }
  mark(lab, facts() ? "" : words.noLab);
  mark(slots[0], asks()[0] ? "" : words.noAsk);
  (form.querySelector("select[aria-invalid=true]") ?? byId("draft-title")).focus();
});

// What was written cannot come along without being sent, and the first press says so.
let warned = false;
for (const button of document.querySelectorAll(".stages button")) {
  const target = button.formAction;
  button.setAttribute("form", "only-yes");
  button.addEventListener("click", (event) => {
    // What follows the # stays in the browser.
    const carried = [["lab", lab.value], ...wanted.map((slug) => ["ask", slug])];
    button.formAction = `${target}#${new URLSearchParams(carried)}`;
    if (warned || !(edited || kept[0] || own.some((field) => field.value))) return;
    event.preventDefault();
    warned = true;
    say(words.leave, "leave");
  });
}

letter.addEventListener("input", () => {
  edited = true;
  aim();
});

// An older browser would take pasted markup.
try {
  letter.contentEditable = "plaintext-only";
} catch {
  for (const way of ["paste", "drop"]) {
    letter.addEventListener(way, (event) => {
      event.preventDefault();
      const pasted = (event.clipboardData ?? event.dataTransfer).getData("text/plain");
      document.execCommand("insertText", false, pasted);
    });
  }
}

function save(name, type, content) {
  const href = URL.createObjectURL(new Blob([content], { type }));
  make("a", { href, download: name }).click();
  setTimeout(URL.revokeObjectURL, 60_000, href); // Some browsers read it a little later.
}

const acts = {
  anew() {
    kept.push([...letter.childNodes]);
    showDraft();
    say(words.updated);
    letter.focus();
  },
  keep() {
    byId("changed").hidden = true;
    letter.focus();
  },
  restore() {
    const mine = kept.pop();
    if (edited) kept.unshift([...letter.childNodes]);
    show(mine, true);
    letter.focus();
  },
  async copy() {
    try {
      await navigator.clipboard.writeText(text());
      say(words.copied);
    } catch {
      // If the old way is closed as well, the text is selected at least.
      getSelection().selectAllChildren(letter);
      say(document.execCommand("copy") ? words.copied : words.selected);
    }
  },
  print: () => print(),
  download: () => save("draft.txt", "text/plain", text()),
};
for (const id in acts) byId(id)?.addEventListener("click", acts[id]);
byId("reminder")?.addEventListener("submit", (event) => {
  event.preventDefault();
  save("reminder.ics", "text/calendar", data.reminder);
});

const carried = new URLSearchParams(location.hash.slice(1));
if (carried.has("lab")) {
  history.replaceState(null, "", location.pathname);
  lab.value = carried.get("lab");
  wanted = carried.getAll("ask");
}
// An address may name what is not here.
if (!facts()) lab.value = "";
wanted = slots.map((_, place) => (data.asks[wanted[place]] ? wanted[place] : ""));
for (const [place, field] of [...slots, lab].entries()) {
  const id = `${field.id}-error`;
  field.before(make("p", { id, className: "error" }));
  field.setAttribute("aria-describedby", field === lab ? id : `${id} facts-${place + 1}`);
}
readOwn();
regroup();
