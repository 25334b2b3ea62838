// On the page of a sheet: offers to keep what the page shows in the vault. age is loaded when somebody wants that.

import { byId, part } from "../client/page.js";
import { currentSheet } from "../client/sheets.js";
import { offerVault } from "./put.js";

const place = byId("vault");

function offer() {
  const section = document.createElement("section");
  place.replaceChildren(section);
  offerVault(section, async () => currentSheet(), () => {
    place.replaceChildren(part("t-vault-done"));
    place.querySelector("h2").focus();
  });
}

if (place && "Worker" in window) {
  if (currentSheet()) offer();
  else place.addEventListener("leverage:sheet", offer, { once: true });
}
