// Measures of a page as it stands: each gives the places where something is wrong, in words.
(() => {
  const SOUGHT = "a[href], button, input:not([type=hidden]), select, textarea, summary, [contenteditable]";
  const MAIN = ".button, input, select, textarea, .filter-fold summary, .stages button, .choices label";

  const named = (element) => {
    const words = (element.textContent || element.value || "").trim().replace(/\s+/g, " ").slice(0, 30);
    const classes = [...element.classList].map((word) => `.${word}`).join("");
    return `${element.localName}${classes} “${words}”`;
  };
  const style = (element) => getComputedStyle(element);
  const hidden = (element) =>
    !element.checkVisibility({ visibilityProperty: true }) || unseen(element) || element.closest("template");
  // What only readers of screens are told, and what waits above the page until it takes focus.
  const unseen = (element) =>
    element.closest(".visually-hidden, .skip") ||
    [element, element.parentElement, element.closest("thead")].some(
      (one) => one && style(one).clipPath !== "none",
    );

  function* texts() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!node.data.trim() || element.closest("script, style, option, textarea, svg") || hidden(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const boxes = [...range.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
      yield { node, element, boxes };
    }
  }

  const sideways = () =>
    document.documentElement.scrollWidth > innerWidth
      ? [`scrolls sideways: ${document.documentElement.scrollWidth} px in ${innerWidth} px`]
      : [];

  // Text that leaves the box it stands in, or is cut off by a box around it.
  function clipped() {
    const found = new Set();
    for (const { element, boxes } of texts()) {
      for (let around = element; around && around !== document.body; around = around.parentElement) {
        if (style(around).display === "inline") continue;
        const scrolls = style(around).overflowX !== "visible";
        const limit = around.getBoundingClientRect();
        if (style(around).overflowX === "auto") break;
        // Where spaces count, the one at the end of a line hangs out of it.
        const slack = style(element).whiteSpaceCollapse === "preserve" ? 12 : 2;
        for (const box of boxes) {
          const out = box.left < limit.left - slack || box.right > limit.right + slack;
          const cut = scrolls && (box.bottom > limit.bottom + 2 || box.top < limit.top - 2);
          if (out || cut) found.add(`leaves ${around.localName}.${around.className}: ${named(element)}`);
        }
        if (!scrolls) break;
      }
    }
    return [...found];
  }

  // Two texts, or a text and a field, in one place.
  // What is outside of what scrolls around it covers nothing.
  const beyond = (element, box) => {
    for (let around = element.parentElement; around && around !== document.body; around = around.parentElement) {
      const edge = around.getBoundingClientRect();
      const out = box.left >= edge.right || box.right <= edge.left || box.top >= edge.bottom || box.bottom <= edge.top;
      if (out && style(around).overflowX !== "visible") return true;
    }
    return false;
  };

  function overlaps() {
    const all = [];
    for (const { element, boxes } of texts()) {
      for (const box of boxes) {
        // Letters are lower than the boxes of their lines.
        const inset = box.height * 0.22;
        all.push({ element, box, left: box.left + 1, right: box.right - 1, top: box.top + inset, bottom: box.bottom - inset });
      }
    }
    for (const element of document.querySelectorAll("input:not([type=hidden]), select, textarea, svg, progress")) {
      if (hidden(element)) continue;
      const box = element.getBoundingClientRect();
      const { left, right, top, bottom } = box;
      all.push({ element, box, left: left + 1, right: right - 1, top: top + 1, bottom: bottom - 1 });
    }
    all.sort((one, other) => one.top - other.top);
    const found = new Set();
    all.forEach((one, place) => {
      for (let next = place + 1; next < all.length && all[next].top < one.bottom; next += 1) {
        const other = all[next];
        const apart = one.right <= other.left || other.right <= one.left;
        const same = one.element === other.element;
        const within = one.element.contains(other.element) || other.element.contains(one.element);
        const leaf = (element) => ["INPUT", "SELECT", "TEXTAREA", "svg", "PROGRESS"].includes(element.tagName);
        if (apart || same || (within && (leaf(one.element) || leaf(other.element)))) continue;
        if (beyond(one.element, one.box) || beyond(other.element, other.box)) continue;
        found.add(`${named(one.element)} over ${named(other.element)}`);
      }
    });
    return [...found];
  }

  // A link in a sentence is as high as its line, and may be.
  function inSentence(element) {
    if (element.localName !== "a" || style(element).display !== "inline") return false;
    let block = element.parentElement;
    while (style(block).display === "inline") block = block.parentElement;
    const copy = block.cloneNode(true);
    copy.querySelectorAll("a, button, .visually-hidden, ul, ol, table, dl").forEach((other) => other.remove());
    return /[\p{L}\p{N}]/u.test(copy.textContent);
  }

  function targets() {
    const found = [];
    for (const element of document.querySelectorAll(SOUGHT)) {
      if (hidden(element) || inSentence(element) || element.closest("[inert]")) continue;
      const box = (element.closest("label") ?? element).getBoundingClientRect();
      const least = (element.closest("label") ?? element).matches(MAIN) ? 44 : 24;
      const small = box.height < least - 0.5 || box.width < 24 - 0.5;
      if (small) found.push(`${Math.round(box.width)} x ${Math.round(box.height)}, not ${least}: ${named(element)}`);
    }
    return [...new Set(found)];
  }

  // What the element with the focus shows of it, and whether anything stands before it.
  function focus() {
    const element = document.activeElement;
    if (element === document.body) return null;
    const { outlineStyle, outlineWidth } = style(element);
    const box = element.getBoundingClientRect();
    const place = [...element.getClientRects()][0] ?? box;
    const seen = document.elementFromPoint(
      Math.min(Math.max(place.left + Math.min(place.width / 2, 8), 0), innerWidth - 1),
      Math.min(Math.max(place.top + Math.min(place.height / 2, 8), 0), innerHeight - 1),
    );
    const faults = [];
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 3) faults.push("no ring");
    if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) faults.push("out of sight");
    else if (!seen || !(element.contains(seen) || seen.contains(element))) faults.push(`behind ${seen && named(seen)}`);
    return { name: named(element), faults };
  }

  const back = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = style(one).backgroundColor;
      if (!/, 0\)$|^transparent$/.test(colour)) return colour;
    }
    return style(document.documentElement).colorScheme;
  };

  // Which colours of text stand on which ground.
  function colours() {
    const found = {};
    for (const { element, boxes } of texts()) {
      if (!boxes.length || element.closest(":disabled, [inert], .qr")) continue;
      found[`${style(element).color} on ${back(element)}`] ??= named(element);
    }
    for (const element of document.querySelectorAll("input:not([type=checkbox], [type=radio], [type=hidden]), select, textarea")) {
      if (!hidden(element) && !element.disabled) found[`${style(element).color} on ${back(element)}`] ??= named(element);
    }
    return found;
  }

  globalThis.measure = { sideways, clipped, overlaps, targets, focus, colours };
})();
