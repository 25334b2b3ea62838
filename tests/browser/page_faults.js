// What is wrong with a page as it stands now; run inside of it, on its own, without waiting for anything.
({ scripts, layout }) => {
  const found = [];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  const place = (element) => {
    const named = element.id ? `#${element.id}` : [...element.classList].map((name) => `.${name}`).join("");
    const words = (element.innerText || element.value || "").trim().replace(/\s+/g, " ").slice(0, 30);
    return `${element.localName}${named}${words ? ` “${words}”` : ""}`;
  };

  const frame = () => {
    for (const name of ["h1", "main"]) {
      const count = [...document.querySelectorAll(name)].filter(shown).length;
      if (count !== 1) found.push(`${count} of ${name}`);
    }
    if (!document.documentElement.lang) found.push("no language");
    if (!document.title.replace(/· Leverage$/, "").trim()) found.push("no title");
    let before = 0;
    for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
      if (!shown(heading)) continue;
      const level = Number(heading.localName[1]);
      if (level > before + 1) found.push(`heading jumps from level ${before} to ${place(heading)}`);
      before = level;
    }
  };

  // A control is dead if nothing happens when it is used.
  const sends = (form) => [...form.elements].some((one) => /^(submit|image)$/.test(one.type) && !one.disabled);
  const whyDead = (control) => {
    if (control.localName === "a") {
      const target = control.getAttribute("href");
      if (!target) return "leads nowhere";
      if (scripts && target === "#") return "";  // Only the admin of Django has such.
      if (target[0] === "#" && !document.getElementById(decodeURIComponent(target.slice(1)))) return "leads nowhere";
      return "";
    }
    if (scripts || control.localName === "summary") return "";
    if (control.localName === "button" || /^(submit|image|reset|button)$/.test(control.type)) {
      if (control.disabled) return "nothing can enable it";
      if (control.popoverTargetElement) return "";
      return control.form && control.type !== "button" ? "" : "needs a script";
    }
    if (!("form" in control)) return "needs a script";
    if (control.readOnly || (control.form && sends(control.form))) return "";
    return "its form cannot be sent";
  };
  const controls = () => {
    const every = "a, button, input:not([type=hidden]), select, textarea, summary, [role=button], [onclick], [contenteditable]";
    for (const control of document.querySelectorAll(every)) {
      const why = shown(control) ? whyDead(control) : "";
      if (why) found.push(`dead control ${place(control)}: ${why}`);
    }
  };

  // Blocks with words of their own that stand in the flow of the page, in the order of the document. What is
  // outside of a box that scrolls is not seen, and only what runs in one direction can be compared.
  const known = new WeakMap([[document.body, { moved: false, edges: [], around: document.documentElement }]]);
  const surroundings = (element) => {
    if (!known.has(element)) {
      const above = surroundings(element.parentElement);
      const style = getComputedStyle(element);
      known.set(element, {
        moved: above.moved || /^(absolute|fixed|sticky)$/.test(style.position),
        edges: style.overflowX === "visible" ? above.edges : [...above.edges, element.getBoundingClientRect()],
        around: element.hasAttribute("dir") ? element : above.around,
      });
    }
    return known.get(element);
  };
  const blocks = () => {
    const every = [];
    for (const element of document.body.querySelectorAll("*")) {
      const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
      const field = /^(input|select|textarea|button)$/.test(element.localName);
      if (!(words || field) || !shown(element) || element.closest("svg")) continue;
      if (!field && /^(inline|contents)$/.test(getComputedStyle(element).display)) continue;
      const { moved, edges, around } = surroundings(element);
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const start = Math.max(left, ...edges.map((edge) => edge.left));
      const end = Math.min(right, ...edges.map((edge) => edge.right));
      if (!moved && start < end) every.push({ element, around, left: start, right: end, top, bottom });
    }
    return every;
  };
  // The rule: of two blocks, the later one stands below the earlier one, or beside it towards the end of the line.
  // A column beside another may begin higher; within a column, and along a line, nothing comes before its turn.
  const order = () => {
    const every = blocks();
    const misplaced = (one, later) => {
      const across = Math.min(one.right, later.right) - Math.max(one.left, later.left);
      if (later.bottom <= one.top + 1) return across > 1;
      const ahead = one.around.dir === "rtl" ? later.left >= one.right - 1 : later.right <= one.left + 1;
      const along = Math.min(one.bottom, later.bottom) - Math.max(one.top, later.top);
      return ahead && along > Math.min(one.bottom - one.top, later.bottom - later.top) / 2;
    };
    every.forEach((one, index) => {
      for (let next = index + 1; next < every.length; next += 1) {
        const later = every[next];
        if (!misplaced(one, later) || one.around !== later.around || one.element.contains(later.element)) continue;
        found.push(`read in another order than seen: ${place(one.element)} before ${place(later.element)}`);
        return;
      }
    });
  };

  if (layout) {
    order();
  } else {
    frame();
    controls();
  }
  return found;
};
