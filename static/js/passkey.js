// Passkeys: brings in what needs them, and makes or shows one when a form asks for it. Without scripts, or in a
// browser without passkeys, nothing of this appears, and the page says what else works.

const supported =
  typeof PublicKeyCredential === "function" &&
  typeof navigator.credentials?.create === "function" &&
  "webauthnJSON" in globalThis;

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

async function credential(form) {
  const given = await options(form);
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

for (const way of document.querySelectorAll("template[data-passkey-way]")) {
  if (supported) way.replaceWith(way.content);
}
for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!supported && !form.dataset.options) say(form, "missing"); // Signing in has another form beside this one.
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (supported) answer(form);
  });
}
