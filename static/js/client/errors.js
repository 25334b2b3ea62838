// Errors of a form, where and how the server's own pages put them.

import { byId, words } from "./page.js";

const PREFIX = () => `${words("error")} `;

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
}

export function clearErrors() {
  for (const old of document.querySelectorAll(".error-summary, .field > .error:not([role])")) old.remove();
  for (const field of document.querySelectorAll(".has-error")) field.classList.remove("has-error");
  for (const control of document.querySelectorAll("[aria-invalid]")) {
    control.removeAttribute("aria-invalid");
    const kept = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => !id.endsWith("_error"));
    control.setAttribute("aria-describedby", kept.join(" "));
  }
  if (document.title.startsWith(PREFIX())) document.title = document.title.slice(PREFIX().length);
}

function mark(control, text) {
  const field = control.closest(".field");
  const error = element("div", "error", element("p", "", `${PREFIX()}${text}`));
  error.id = `${control.id}_error`;
  field.classList.add("has-error");
  (field.querySelector(".choices") ?? control).before(error);
  control.setAttribute("aria-invalid", "true");
  control.setAttribute("aria-describedby", `${control.getAttribute("aria-describedby") ?? ""} ${error.id}`.trim());
}

// `errors` are pairs of a control and a sentence. The summary stands above the heading and takes focus.
export function showErrors(errors) {
  clearErrors();
  const items = errors.map(([control, text]) => {
    mark(control, text);
    const link = element("a", "", text);
    link.href = `#${control.id}`;
    return element("li", "", link);
  });
  const count = errors.length;
  const head = element("p", "", count === 1 ? words("one_error") : words("more_errors", { count }));
  const summary = element("div", "error-summary", head, element("ul", "", ...items));
  summary.setAttribute("role", "alert");
  summary.tabIndex = -1;
  document.querySelector("main h1").before(summary);
  document.title = PREFIX() + document.title;
  summary.focus();
}

export const control = (name) => byId(`id_${name}`);
