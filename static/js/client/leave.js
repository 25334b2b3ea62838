// Signing out wipes what this site left in the browser. A sheet that somebody chose to keep here can stay.

import { byId } from "./page.js";
import { forgetTab, keptSheet } from "./sheets.js";

const form = document.querySelector("main form[method=post]");
const choice = byId("t-keep");

if (form && choice && keptSheet()) {
  form.querySelector(".actions").before(choice.content.cloneNode(true));
}
form?.addEventListener("submit", forgetTab);
