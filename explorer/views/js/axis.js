// One edge of a picture: which tokens or words stand there, in which order, under which name.

/** @import { Entry, Side } from "./types.d.ts" */

/** Entries of one side: tokens, or words with their pieces together. Special tokens stay alone. @param {Side} side @param {boolean} words @returns {Entry[]} */
export function entries(side, words) {
  const count = side.labels.length;
  const list = [];
  for (let at = 0; at < count; at++) {
    const word = side.word[at];
    const last = list[list.length - 1];
    if (words && last && word >= 0 && last.word === word) {
      last.members.push(at);
      continue;
    }
    const label = words && word >= 0 ? side.words[word] || side.labels[at] : side.labels[at];
    list.push({ label, members: [at], word, special: !!side.special[at], second: !!side.second[at] });
  }
  return list;
}

/** The entries that a picture shows: one text of a pair or both, with special tokens or without. @param {Entry[]} list @param {{second?: boolean | null, specials?: string}} filters */
export function visible(list, { second = null, specials = "show" }) {
  return list.filter(
    (entry) => (second === null || entry.second === second) && (specials === "show" || !entry.special),
  );
}

/** Which text of a pair the queries and the keys are taken from: null is both. */
export function pairSides(pair) {
  const second = { a: false, b: true };
  return pair === "all" ? [null, null] : [second[pair[0]], second[pair[1]]];
}

export const hasPair = (side) => side.second.includes(1) && side.second.includes(0);

/** The place in ``shown`` of the entry that holds a token, or -1. */
export function placeOf(shown, token) {
  return shown.findIndex((entry) => entry.members.includes(token));
}

/** Whether a causal model's query entry may not look at a key entry at all. */
export function isBlocked(query, key) {
  return key.members[0] > query.members[query.members.length - 1];
}
