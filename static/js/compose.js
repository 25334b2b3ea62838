// The composer as asks/composer/draft.py and replies.py have it; a test holds the two together.

const COUNTS = ["", "one", "two", "three"];

const joined = (words) => [words.slice(0, -1).join(", "), ...words.slice(-1)].filter(Boolean).join(" and ");

// Replaced by a function: in a string, a typed $& would mean something.
export const fill = (text, slots) =>
  text.replace(/\{(\w+)\}/g, (_, key) => slots[key] ?? "").replace(/ {2,}/g, " ").trim();

function commonSlots(data, { lab, asks, own }) {
  const count = COUNTS[asks.length];
  const slots = {
    lab: data.labs[lab].name,
    own: own.words,
    count,
    Count: count[0].toUpperCase() + count.slice(1),
    again: joined(asks.map((slug) => data.asks[slug].words.again)),
  };
  for (const blank in data.blanks) slots[blank] = own[blank] || data.blanks[blank];
  return slots;
}

// What is known of the lab is said in other words each time.
function askSlots(data, { lab, asks, register }) {
  const seen = {};
  return asks.map((slug) => {
    const { words } = data.asks[slug];
    const { status, credit, url } = data.labs[lab].held[slug] ?? {};
    const key = data.leads[status] ? status : "";
    seen[key] = (seen[key] ?? -1) + 1;
    return { ...words, request: words[register], lead: data.leads[key]?.[seen[key]], credit, source: url };
  });
}

export function compose(data, choices) {
  const frame = data.frames[choices.kind][choices.register];
  const count = choices.asks.length === 1 ? "one" : "more";
  const fits = (line) =>
    (line.length ?? choices.length) === choices.length &&
    (line.count ?? count) === count &&
    (choices.careful || !line.careful);
  const common = commonSlots(data, choices);
  const filled = (lines, slots, place) =>
    lines
      .filter(fits)
      .map(({ role, text }) => ({ role, text: fill([text].flat()[place] ?? text, { ...common, ...slots }) }))
      .filter(({ text }) => text);
  const each = askSlots(data, choices).flatMap((slots, place) => filled(frame.each, slots, place));
  return {
    subject: frame.subject[count],
    blocks: [...filled(frame.before, {}, 0), ...each, ...filled(frame.after, {}, 0)],
  };
}

// Paragraphs apart, but for the name under the closing words; items numbered, directions in parentheses.
export function asText({ blocks }) {
  const items = blocks.filter(({ role }) => role === "item");
  const lines = blocks.map((block, place) => {
    const { role, text } = block;
    const signed = role === "sign" && blocks[place - 1].role === role;
    const number = items.length > 1 && items.indexOf(block) + 1;
    const words = role === "cue" ? `(${text})` : number ? `${number}. ${text}` : text;
    return (signed ? "\n" : place ? "\n\n" : "") + words;
  });
  return `${lines.join("")}\n`;
}

// Pairs of what they say and what to say then.
export function nextLines(data, { lab, asks: [first, ...more] }) {
  const others = Object.keys(data.labs)
    .filter((slug) => slug !== lab && data.labs[slug].held[first]?.status === "in_place")
    .map((slug) => data.labs[slug].name);
  const named = others.length > 3 ? [...others.slice(0, 2), `${others.length - 2} more`] : others;
  const slots = {
    ...data.asks[first].words,
    others: `${joined(named)} ${others[1] ? "do" : "does"} it`,
    again: joined([first, ...more].map((slug) => data.asks[slug].words.again)),
  };
  return data.replies.map(({ they, you, alone }) => [they, fill(others[0] ? you : alone ?? you, slots)]);
}
