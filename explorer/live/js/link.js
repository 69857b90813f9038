// The page's address: the text, and what is chosen in the view.

/** @import { Typed } from "./types.d.ts" */

const KERNELS = ["js"];

/** "#text=…&pair=…&view=…&room=…" read; anything may stand there. */
export function fromAddress(hash) {
  const said = new URLSearchParams(hash.replace(/^#/, ""));
  return {
    text: said.get("text"),
    pair: said.get("pair") ?? "",
    view: said.get("view") ?? "",
    room: said.get("room") ?? "",
    kernel: KERNELS.find((name) => name === said.get("kernel")) ?? "",
  };
}

/** @param {Typed} typed @param {string} view @param {string} room @param {string} kernel */
export function toAddress({ text, pair }, view, room = "", kernel = "") {
  const given = { text, pair, view, room, kernel };
  const said = Object.entries(given).filter(([, value]) => value);
  return `#${new URLSearchParams(said)}`;
}

/** The token that a view's link pins, or null. */
export function pinOf(view) {
  const found = /(?:^|_)pin\.([qk])(\d+)/.exec(view);
  return found && { side: found[1] === "q" ? "query" : "key", at: Number(found[2]) };
}

/**
 * Where a pinned token stands after an edit: what stands before and behind the edit keeps its place.
 * @param {string[]} before labels @param {string[]} after labels @param {number} at
 */
export function moved(before, after, at) {
  const most = Math.min(before.length, after.length);
  let first = 0;
  while (first < most && before[first] === after[first]) first++;
  let last = 0;
  while (last < most - first && before.at(-1 - last) === after.at(-1 - last)) last++;
  if (at >= before.length - last && at >= first) return at + after.length - before.length;
  return Math.min(at, Math.max(first, after.length - last - 1));
}
