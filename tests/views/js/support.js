// A small text with everything in it, as the view is told of it.

export const SIDE = {
  name: "text",
  text: "the cats | it",
  labels: ["[CLS]", "the", "cat", "##s", "[SEP]", "it", "[SEP]"],
  special: [1, 0, 0, 0, 1, 0, 1],
  sep: [0, 0, 0, 0, 1, 0, 1],
  second: [0, 0, 0, 0, 0, 1, 1],
  word: [-1, 0, 1, 1, -1, 2, -1],
  words: ["the", "cats", "it"],
  rtl: false,
  dropped: 0,
};

const part = (name, query, key) => ({
  name, query, key, layers: 4, heads: 3, causal: false, whyNoVectors: "", width: 2, valueWidth: 2,
  scales: [], masks: [], maskHeads: [],
});

/** An encoder-decoder's three kinds of attention over SIDE, so that ``part`` can be chosen. */
export const META = {
  version: 1,
  tag: "x",
  model: { label: "tiny", id: "tiny", revision: null },
  sides: [SIDE, SIDE],
  parts: [part("encoder", 0, 0), part("decoder", 1, 1), part("cross", 1, 0)],
};

/** Rows of weights of one head as bytes: exact for 0 and 1. */
export function packed(rows) {
  return {
    bytes: Uint8Array.from(rows.flat(), (weight) => Math.round(weight * 255)),
    scale: new Uint8Array(rows.length).fill(255),
    heads: 1,
    queries: rows.length,
    keys: rows[0].length,
  };
}
