// The three slots of a conversation: what is missing in them, and the classes that they fold into. Only the
// class is ever sent.

import { control } from "./errors.js";
import { data, words } from "./page.js";

const SLOTS = [1, 2, 3];

const chosen = () =>
  SLOTS.map((slot) => ({
    slot,
    ask: control(`ask_${slot}`).value,
    response: control(`response_${slot}`).value,
  }));

// Pairs of a control and what is wrong with it, by the rules of the form without scripts.
export function slotErrors() {
  const seen = new Set();
  const errors = [];
  for (const { slot, ask, response } of chosen()) {
    const add = (name, key) => errors.push([control(`${name}_${slot}`), words(key)]);
    const wanted = slot === 1 || ask;
    if (ask && seen.has(ask)) add("ask", "repeated_ask");
    else if (!ask && slot === 1) add("ask", "missing_ask_1");
    else if (!ask && response) add("ask", "missing_ask");
    if (wanted && !response) add("response", `missing_response_${slot}`);
    seen.add(ask);
  }
  return errors;
}

// What is sealed, the answers that were chosen for it, and whether one was left out of both: a changed offer is
// never sent nor stored.
export function folded() {
  const all = chosen().filter(({ ask }) => ask);
  const kept = all.filter(({ response }) => data.classes[response]);
  return {
    items: kept.map(({ ask, response }) => [ask, data.classes[response]]),
    told: kept.map(({ ask, response }) => [ask, response]),
    affected: kept.length < all.length,
  };
}

const offers = (select, value) => [...select.options].some((option) => option.value === value);

// Chooses pairs of an ask and an answer again, as far as the form still offers them.
export function fillSlots(told) {
  const slots = SLOTS.map((slot) => [control(`ask_${slot}`), control(`response_${slot}`)]);
  const fits = told.filter(([ask, response]) => offers(slots[0][0], ask) && offers(slots[0][1], response));
  fits.slice(0, SLOTS.length).forEach((pair, place) => slots[place].forEach((select, at) => (select.value = pair[at])));
}
