// The parts of the model: base64 in the page, deflated bytes on their way, numbers in the end.

export const NOT_WHOLE = "This page did not arrive whole, or was changed on its way: load it, or copy the file, again.";

/** @returns {Uint8Array<ArrayBuffer>} */
export function decoded(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
  return bytes;
}

/**
 * A part unpacked. The browser checks the Adler-32 at its end (RFC 1950), this function the length.
 * @param {Uint8Array<ArrayBuffer>[]} chunks @param {number} length
 */
export async function inflated(chunks, length) {
  const out = new Uint8Array(length);
  let at = 0;
  try {
    const reader = new Blob(chunks).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
    for (let got; !(got = await reader.read()).done; at += got.value.length) out.set(got.value, at);
  } catch (cause) {
    throw new Error(NOT_WHOLE, { cause });
  }
  if (at !== length) throw new Error(NOT_WHOLE);
  return out;
}
