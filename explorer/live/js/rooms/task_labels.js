// A label for the text, or for two texts.

import { el } from "../../../views/js/dom.js";
import { bars, percent, quoted } from "./said.js";

/** @import { Live } from "../live.js" */

const SECONDS = {
  "next-sentence": ["Does this sentence follow?", "It lay down in the shade instead."],
  entail: ["Does the text say that…", "The animal was exhausted."],
};

/** Bars of the labels and the sentence about the likeliest. @param {ArrayLike<number>} shares @param {string[]} names */
function told(lists, title, shares, names) {
  const order = [...names.keys()].sort((a, b) => shares[b] - shares[a]);
  const rows = order.map((i) => ({ piece: names[i], share: shares[i], told: percent(shares[i]) }));
  lists.replaceChildren(bars(title, rows));
  return rows;
}

/** @param {Live} live */
export function labels(live, ask, _again, task) {
  const lists = el("div", { class: "blanks" });
  const update = async () => {
    const found = await ask({});
    if (!found) return undefined;
    const rows = told(lists, "Probability of each label", found.shares, live.heads[task].labels);
    return `${quoted(rows[0].piece)} gets ${rows[0].told}, ${quoted(rows[1].piece)} ${rows[1].told}.`;
  };
  return { node: lists, controls: [], update };
}

/** @param {Live} live */
export function pairs(live, ask, again, task) {
  const lists = el("div", { class: "blanks" });
  const [name, example] = SECONDS[task];
  const box = el("textarea", { rows: 1, dir: "auto", "aria-label": name, oninput: again }, example);
  const field = el("label", { class: "compare" }, `${name} Or type a second text above.`, box);
  const node = el("div", {}, field, lists);
  const update = async () => {
    const own = live.typed.pair.trim();
    field.hidden = !!own;
    const found = await ask({ second: own || box.value });
    if (found === undefined) return undefined;
    if (!found) {
      lists.replaceChildren();
      return "Type a second text to compare with the first.";
    }
    const rows = told(lists, "Probability of each label, each text read on its own", found.shares, live.heads[task].labels);
    return `${quoted(rows[0].piece)} gets ${rows[0].told}, ${quoted(rows[1].piece)} ${rows[1].told}.`;
  };
  return { node, controls: [], update };
}
