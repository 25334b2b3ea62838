// Bytes and their texts. Where a value has one text only, any other is refused.

const encoder = new TextEncoder();

export const utf8 = (text) => encoder.encode(text);
export const random = (size) => crypto.getRandomValues(new Uint8Array(size));
export const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

export function join(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

// One character for each byte, so that patterns can be looked for in bytes.
export const latin1 = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const toBase64 = (bytes) => btoa(latin1(bytes));
export const fromBase64 = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

// RFC 4648, section 5, without padding.
export const toBase64url = (bytes) =>
  toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// Throws RangeError for a text that is not the one text of any bytes: leftover bits are such a case.
export function fromBase64url(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw new RangeError("no base64url");
  const bytes = fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
  if (toBase64url(bytes) !== text) throw new RangeError("no canonical base64url");
  return bytes;
}

export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
