// What the log and receipt pages show of copies to edit from.

import { hasCopies, keepCopy, wipeCopies } from "./copies.js";
import { byId, data, part, whileBusy, words } from "./page.js";

// On the page of a fresh receipt: off until the button is pressed.
export function offerCopy(secret, copy) {
  byId("copy-part").replaceChildren(part("t-copy"));
  const [keep, wipe] = [byId("copy-keep"), byId("copy-wipe")];
  const say = (key) => byId("copy-said").replaceChildren(words(key));
  const swap = (hidden, shown) => {
    hidden.hidden = true;
    shown.hidden = false;
    shown.focus();
  };
  keep.addEventListener("click", () =>
    whileBusy(async () => {
      const kept = await keepCopy(data.window, secret, copy);
      if (kept) swap(keep, wipe);
      say(kept ? "copy_kept" : "copy_not_kept");
    }),
  );
  wipe.addEventListener("click", () => {
    wipeCopies();
    swap(wipe, keep);
    say("copies_wiped");
  });
}

// Says behind `place` that there are copies, and offers to wipe them all.
export function tellCopies(place, key) {
  if (!hasCopies(data.window)) return;
  place.after(part("t-copies"));
  const line = byId("copies-words");
  line.replaceChildren(words(key));
  byId("copies-wipe").addEventListener("click", ({ target }) => {
    wipeCopies();
    target.remove();
    line.replaceChildren(words("copies_wiped"));
    line.tabIndex = -1;
    line.focus();
  });
}
