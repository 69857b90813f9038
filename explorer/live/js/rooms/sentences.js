// The text beside others, as vectors.

import { el } from "../../../views/js/dom.js";
import { barChart } from "../blocks.js";
import { saveMenu } from "../save_menu.js";
import { bars, quoted, sentence, two } from "./said.js";

/** @import { Live } from "../live.js" */
/** @import { Sheet } from "../types.d.ts" */

const TITLE = "Cosine of sentence vectors, the means over the last hidden state";
const ASKED = "Compared with, one sentence a line (8 at most)";
const MOST_SENTENCES = 8;
const OTHERS = "The creature stayed on the pavement because it was exhausted.\nThe road was too wide for the dog.\nInterest rates rose again in spring.";

/** @param {Live} live */
export function sentences(live) {
  const said = sentence();
  const list = el("div", { class: "blanks" });
  const box = el("textarea", { rows: 5, dir: "auto", "aria-label": ASKED, oninput: () => live.answer && update() }, OTHERS);
  let [busy, late] = [false, false];
  let last = null;
  const save = saveMenu(live, () => last && sheetOf(live, last));
  const node = el("div", {}, el("div", { class: "bar" }, ASKED, save), el("div", { class: "compare" }, box), said, list);
  /** One question at a time: what is typed meanwhile is asked after it, and only the last of it. */
  const update = async () => {
    if (busy) {
      late = true;
      return;
    }
    busy = true;
    await compare().finally(() => (busy = false));
    if (late) {
      late = false;
      await update();
    }
  };
  const compare = async () => {
    const others = box.value.split("\n").filter((line) => line.trim()).slice(0, MOST_SENTENCES);
    const { meta } = live.view;
    const { cosines } = await live.partner.ask({ kind: "sentences", texts: [live.typed.text, ...others] });
    const found = others.map((piece, i) => ({ piece, cosine: cosines[i] })).filter(({ cosine }) => Number.isFinite(cosine));
    const rows = found
      .sort((a, b) => b.cosine - a.cosine)
      .map(({ piece, cosine }) => ({ piece, share: Math.max(0, cosine), told: two(cosine) }));
    said.textContent = rows.length
      ? `Most similar is ${quoted(rows[0].piece)} with a cosine of ${rows[0].told}; 1 is the same meaning, about 0 unrelated.`
      : "Type a text above and a sentence here to compare it with.";
    last = rows.length ? { meta, found, rows, said: said.textContent } : null;
    list.replaceChildren(...(rows.length ? [bars(TITLE, rows)] : []));
  };
  return { title: "Sentences", hint: "How similar sentences are", said, node, update };
}

/** @param {Live} live @returns {Sheet} */
function sheetOf({ view: { look } }, { meta, found, rows, said }) {
  return {
    name: "sentences",
    title: "Sentences",
    said,
    shown: ["last hidden state, mean over tokens"],
    meta,
    blocks: [barChart(look, TITLE, rows)],
    rows: [["sentence", "cosine"], ...found.map(({ piece, cosine }) => [piece, cosine])],
  };
}
