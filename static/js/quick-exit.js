// Leaves a private page at once. It is emptied first, in case the other page takes long to come, and its
// place in the history is given to that page, so that Back does not lead here again.
// It is run as soon as the link above it is there.

"use strict";
{
  const PRESSES = 3;
  const WITHIN = 2000; // Milliseconds: three presses of a hurried hand, and not those of a long visit.
  const link = document.querySelector("a[data-quick-exit]");
  let pressed = [];

  function leave(event) {
    event.preventDefault();
    document.title = link.hostname;
    document.body.replaceChildren();
    location.replace(link.href);
  }

  link.addEventListener("click", leave);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") {
      pressed = [];
      return;
    }
    if (event.repeat) return; // A key held down is one press.
    const now = performance.now();
    pressed = [...pressed.filter((time) => now - time < WITHIN), now];
    if (pressed.length >= PRESSES) leave(event);
  });
  link.nextElementSibling.hidden = false;
}
