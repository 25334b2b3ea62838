// The three slots of an entry: what is missing in them, the ask among them that decided, and the answers that they
// fold into. Only what is published is ever sent.

import { KIND } from "./contexts.js";
import { control } from "./errors.js";
import { data, words } from "./page.js";

const SLOTS = [1, 2, 3];

const chosen = () =>
  SLOTS.map((slot) => ({
    slot,
    ask: control(`ask_${slot}`).value,
    response: control(`response_${slot}`).value,
  }));

// The ask that decided, and how; null for none, and where the page does not ask for it.
function decision() {
  const value = control("decided")?.value;
  if (!value) return null;
  const [how, slot] = value.split(":");
  return { how, slot, ask: control(`ask_${slot}`).value };
}

// Pairs of a control and what is wrong with it, by the rules of the form without scripts.
export function slotErrors() {
  const seen = new Set();
  const errors = [];
  const add = (name, key) => errors.push([control(name), words(key)]);
  for (const { slot, ask, response } of chosen()) {
    const wanted = slot === 1 || ask;
    if (ask && seen.has(ask)) add(`ask_${slot}`, "repeated_ask");
    else if (!ask && slot === 1) add(`ask_${slot}`, "missing_ask_1");
    else if (!ask && response) add(`ask_${slot}`, "missing_ask");
    if (wanted && !response) add(`response_${slot}`, `missing_response_${slot}`);
    seen.add(ask);
  }
  const decided = decision();
  const missing = decided && !decided.ask && !errors.some(([{ id }]) => id === `id_ask_${decided.slot}`);
  if (missing) add("decided", `missing_decided_${decided.slot}`);
  return errors;
}

// The same about answers that are not of the kind of the line that pays.
export function kindErrors(kind) {
  const delivery = kind !== KIND;
  const key = delivery ? "answer_of_conversation" : "answer_of_delivery";
  const wrong = chosen().filter(({ response }) => response && data.kept.includes(response) !== delivery);
  const errors = wrong.map(({ slot }) => [control(`response_${slot}`), words(key)]);
  if (delivery && decision()) errors.push([control("decided"), words("nothing_to_decide")]);
  return errors;
}

// What is sealed, the answers that were chosen for it, and whether one was left out of both: a changed offer is
// never sent nor stored, not even as what decided.
export function folded() {
  const all = chosen().filter(({ ask }) => ask);
  const kept = all.filter(({ response }) => data.classes[response]);
  const decided = decision();
  return {
    items: kept.map(({ ask, response }) => [ask, data.classes[response]]),
    decided: decided && kept.some(({ ask }) => ask === decided.ask) ? [decided.ask, decided.how] : null,
    told: kept.map(({ ask, response }) => [ask, response]),
    affected: kept.length < all.length,
  };
}

const offers = (select, value) => [...select.options].some((option) => option.value === value);

// Chooses pairs of an ask and an answer again, and what decided, as far as the form still offers them.
export function fillSlots({ told, decided }) {
  const slots = SLOTS.map((slot) => [control(`ask_${slot}`), control(`response_${slot}`)]);
  const fits = told.filter(([ask, response]) => offers(slots[0][0], ask) && offers(slots[0][1], response));
  fits.slice(0, SLOTS.length).forEach((pair, place) => slots[place].forEach((select, at) => (select.value = pair[at])));
  const place = fits.findIndex(([ask]) => ask === decided?.[0]);
  if (place >= 0) control("decided").value = `${decided[1]}:${SLOTS[place]}`;
}
