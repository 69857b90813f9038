// A label for the text, or for two texts.

import { el } from "../../../views/js/dom.js";
import { barChart } from "../blocks.js";
import { bars, percent, quoted } from "./said.js";

/** @import { Live } from "../live.js" */

const EACH = "Probability of each label";
const APART = "Probability of each label, each text read on its own";
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

/** What is saved of labels: their bars and numbers. */
const savedLabels = (look, title, rows) => ({
  blocks: [barChart(look, title, rows)],
  rows: [["label", "probability"], ...rows.map(({ piece, share }) => [piece, share])],
});

/** @param {Live} live */
export function labels(live, ask, _again, task) {
  const lists = el("div", { class: "blanks" });
  let rows = [];
  const update = async () => {
    const found = await ask({});
    if (!found) return undefined;
    rows = told(lists, EACH, found.shares, live.heads[task].labels);
    return `${quoted(rows[0].piece)} gets ${rows[0].told}, ${quoted(rows[1].piece)} ${rows[1].told}.`;
  };
  return { node: lists, controls: [], update, saved: (look) => rows.length > 0 && savedLabels(look, EACH, rows) };
}

/** @param {Live} live */
export function pairs(live, ask, again, task) {
  const lists = el("div", { class: "blanks" });
  const [name, example] = SECONDS[task];
  const box = el("textarea", { rows: 1, dir: "auto", "aria-label": name, oninput: again }, example);
  const field = el("label", { class: "compare" }, `${name} Or type a second text above.`, box);
  const node = el("div", {}, field, lists);
  let last = null;
  const update = async () => {
    const own = live.typed.pair.trim();
    const second = own || box.value;
    field.hidden = !!own;
    const found = await ask({ second });
    if (found === undefined) return undefined;
    if (!found) {
      last = null;
      lists.replaceChildren();
      return "Type a second text to compare with the first.";
    }
    const rows = told(lists, APART, found.shares, live.heads[task].labels);
    last = { second: own ? "" : second, rows };
    return `${quoted(rows[0].piece)} gets ${rows[0].told}, ${quoted(rows[1].piece)} ${rows[1].told}.`;
  };
  const saved = (look) => last && {
    ...savedLabels(look, APART, last.rows),
    shown: last.second ? [`second text ${quoted(last.second)}`] : [], // one that stands above is part of the text
  };
  return { node, controls: [], update, saved };
}
