// Saving a text as a file, without sending it anywhere.

const A_MINUTE = 60_000;

export function saveText(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = name;
  link.click();
  // Not at once: a browser may still be about to read it.
  setTimeout(() => URL.revokeObjectURL(link.href), A_MINUTE);
}
