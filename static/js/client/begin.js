// The first stage of every page on which this browser does work of its own. It is read before the page is shown, so
// that nothing the work belongs to is ever sent in another way while scripts run. It is small: the rest is fetched
// when somebody begins, or at once where this tab or this browser keeps something of ours.

"use strict";
{
  // `scope` is where the work begins, and what waits for it. `anywhere`: it needs nothing that old browsers lack.
  // `atOnceOnly`: without anything to go on with there is nothing to do. `posts`: its forms lead to other pages.
  const PARTS = {
    log: { scope: "main form", load: () => import("./log.js") },
    receipt: { scope: "main form", load: () => import("./receipt.js") },
    verify: { scope: "main form", load: () => import("./verify.js"), unaided: () => import("../verify.js") },
    "kept-sheet": { load: () => import("./kept-sheet.js"), anywhere: true, atOnceOnly: true },
    sheet: {
      scope: "#sheet-part form",
      load: () => Promise.all([import("./sheet.js"), import("../vault/beside.js")]),
      atOnceOnly: true,
    },
    vault: { scope: "#vault-put-part, #vault-open-part", load: () => import("../vault/vault.js") },
    entrance: { scope: "form[data-passkey]", load: () => import("../passkey.js"), anywhere: true, posts: true },
    // Nobody is kept from signing out: what this part would have wiped, our server's answer wipes too.
    leave: { scope: "main form", load: () => import("./leave.js"), anywhere: true, atOnceOnly: true, posts: true },
  };
  const { part, now, waiting, failed, incapable } = document.currentScript.dataset;
  const { scope, load, unaided, anywhere, atOnceOnly, posts } = PARTS[part];
  const BEGINNINGS = ["focusin", "pointerdown", "keydown", "input", "change"];
  const HELD = ["submit", "click"];
  const byId = (id) => document.getElementById(id);
  const all = (selector) => document.querySelectorAll(selector);

  // Whether this browser has all that drawing and sealing need. Where it has not, the pages stay what they are
  // without scripts: our server does it, and they say so.
  const capable = Boolean(
    globalThis.crypto?.subtle && globalThis.BigInt && globalThis.Worker && Object.hasOwn && Array.prototype.at,
  );

  function keepsOurs(storage) {
    try {
      return Object.keys(storage()).some((key) => key.startsWith("leverage-"));
    } catch {
      return false; // It is switched off.
    }
  }

  // Nobody who signs in goes on with something: what is kept belongs to other pages.
  const atOnce = () =>
    now !== undefined ||
    /^#(for|key|sealed)=/.test(location.hash) ||
    (part !== "entrance" && (keepsOurs(() => localStorage) || keepsOurs(() => sessionStorage)));

  let under = null; // The fetching, while it lasts and once it is done.
  let line = null; // What is said meanwhile.
  const inScope = ({ target }) => Boolean(scope && target.closest?.(scope));
  const touched = (event) => inScope(event) && begin().catch(() => {});

  function begin() {
    under ??= load().then(release, (error) => {
      under = null;
      throw error;
    });
    return under;
  }

  function release() {
    for (const type of BEGINNINGS) document.removeEventListener(type, touched, true);
    for (const type of HELD) document.removeEventListener(type, hold, true);
    line?.remove();
  }

  function say(control, text, className) {
    line?.remove();
    line = Object.assign(document.createElement("p"), { className, textContent: text });
    line.setAttribute("role", "alert");
    (control.form ?? control).closest("form, section, div").append(line);
  }

  // What was pressed before the rest was there waits for it, and is then pressed again.
  async function hold(event) {
    const { target, submitter, type } = event;
    const control = type === "click" ? target.closest("button[type=button]") : target;
    if (!inScope(event) || !control) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const main = control.closest("main");
    if (main.hasAttribute("aria-busy")) return;
    main.setAttribute("aria-busy", "true");
    say(control, waiting, "small quiet");
    try {
      await begin();
    } catch {
      return part === "leave" ? control.submit() : say(control, failed, "error");
    } finally {
      main.removeAttribute("aria-busy");
    }
    if (!control.isConnected) return;
    if (type === "click") control.click();
    else control.requestSubmit(submitter);
  }

  // Tells our server, wherever somebody signs in, that this browser will draw the sheet by itself.
  function mark({ target: form }) {
    if (form.elements.namedItem("draws")) return;
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "draws", value: "browser" }));
  }

  function offerPasskeys() {
    const known = typeof PublicKeyCredential === "function" && typeof navigator.credentials?.create === "function";
    for (const way of all("template[data-passkey-way]")) if (known) way.replaceWith(way.content);
    for (const form of all("form[data-passkey]")) {
      // Signing in has another form beside this one.
      if (!known && !form.dataset.options) form.querySelector("[role=alert]").textContent = form.dataset.missing;
    }
  }

  const copyOf = (template) => template.content.cloneNode(true);

  // Puts the page into words for a browser that does the work.
  function dress() {
    for (const place of all("[data-unscripted]")) place.remove();
    for (const place of all("[data-scripted]")) {
      place.hidden = false;
      const template = byId(place.dataset.scripted);
      if (template) place.replaceChildren(copyOf(template));
    }
  }

  // What a browser shows that keeps nothing of ours.
  function idle() {
    for (const way of all("template[data-before]")) byId(way.dataset.before)?.closest(".field").before(copyOf(way));
    for (const way of all("template[data-into]")) byId(way.dataset.into).replaceChildren(copyOf(way));
  }

  function undertake() {
    root.style.visibility = "";
    dress();
    if (part === "entrance") offerPasskeys();
    const resumed = atOnce();
    const main = document.querySelector("main");
    if (!posts) main.dataset.client = atOnceOnly && !resumed ? "ready" : "waiting";
    // Where nothing else would ask for it again, it has to be said.
    if (resumed) return begin().catch(() => atOnceOnly && !posts && say(main.querySelector("div"), failed, "error"));
    idle();
    if (atOnceOnly) release();
  }

  function leaveToServer() {
    for (const place of all("[data-incapable]")) place.append(` ${incapable}`);
    unaided?.();
  }

  const able = anywhere || capable;
  const root = document.documentElement;
  if (able) {
    // The words change before anybody sees them, so that nothing moves under the eyes.
    root.style.visibility = "hidden";
    for (const type of BEGINNINGS) document.addEventListener(type, touched, true);
    for (const type of HELD) document.addEventListener(type, hold, true);
  }
  if (part === "entrance" && capable) document.addEventListener("submit", mark, true);
  // As soon as the page is read: "interactive" is the first of two changes.
  document.addEventListener("readystatechange", able ? undertake : leaveToServer, { once: true });
}
