// Passkeys: makes or shows one when a form asks for it. Without scripts, or in a browser without passkeys, no button
// leads here, and the page says what else works.

// By the names that browsers give their refusals; the words stand in the page, so that they can be translated.
const WORDS = {
  NotAllowedError: "stopped",
  AbortError: "stopped",
  InvalidStateError: "known",
  SecurityError: "address",
};

async function options(form) {
  if (!form.dataset.options) return JSON.parse(document.getElementById("js_data").textContent);
  const answer = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("no options");
  return answer.json();
}

// What turns bytes into texts and back is a plain script of others: it leaves its name with the page.
function library({ dataset: { library: src } }) {
  return new Promise((done, fail) => {
    const script = Object.assign(document.createElement("script"), { src, onload: done, onerror: fail });
    document.head.append(script);
  });
}

async function credential(form) {
  const [given] = await Promise.all([options(form), "webauthnJSON" in globalThis || library(form)]);
  return form.dataset.passkey === "create"
    ? webauthnJSON.create(given.creation_options)
    : webauthnJSON.get(given.request_options);
}

function say(form, name) {
  form.querySelector("[role=alert]").textContent = form.dataset[name] ?? "";
}

async function answer(form) {
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  say(form, "waiting");
  try {
    form.elements.credential.value = JSON.stringify(await credential(form));
    form.submit();
  } catch (error) {
    say(form, WORDS[error.name] ?? "failed");
    button.disabled = false;
    button.focus();
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answer(form);
  });
}
