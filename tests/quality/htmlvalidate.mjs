// What html-validate asks of the pages: all that it recommends, but for what is said here with its reason.
import { defineConfig } from "html-validate";

export default defineConfig({
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // A list may carry a name, by ARIA and in every reader: the stages of an offer, and what was chosen.
    "aria-label-misuse": ["error", { allowAnyNamable: true }],
    // Several boxes, fields or buttons of one name are one answer of several values, which Django reads as a list.
    "form-dup-name": "off",
    // A title says the whole name of an ask; browsers and search engines cut it where they must.
    "long-title": "off",
    // Without a type a button submits, as each of ours does that has none; an input without one takes text.
    "no-implicit-button-type": "off",
    "no-implicit-input-type": "off",
    // Programs that obey a voice find the field of a label by `for` alone, also where it stands inside.
    "no-redundant-for": "off",
    // Narrow screens lay tables out as blocks, and then browsers forget what they are, unless roles say it.
    "no-redundant-role": "off",
    // The draft is edited in place, with marks in it; no textarea can show these.
    "prefer-native-element": ["error", { exclude: ["textbox"] }],
  },
});
