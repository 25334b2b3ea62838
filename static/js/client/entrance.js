// On the pages that sign somebody in: says that this browser will draw the sheet by itself.

import { capable } from "./capable.js";

function mark({ target: form }) {
  if (form.elements.namedItem("draws")) return;
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "draws";
  field.value = "browser";
  form.append(field);
}

// Before any other listener, and at the last moment: forms may be added to these pages by scripts.
if (capable()) document.addEventListener("submit", mark, { capture: true });
