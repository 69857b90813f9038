// The text beside others, as vectors.

import { el } from "../../../views/js/dom.js";
import { bars, quoted, sentence, two } from "./said.js";

/** @import { Live } from "../live.js" */

const MOST_SENTENCES = 8;
const OTHERS = "The creature stayed on the pavement because it was exhausted.\nThe road was too wide for the dog.\nInterest rates rose again in spring.";

/** @param {Live} live */
export function sentences(live) {
  const said = sentence();
  const list = el("div", { class: "blanks" });
  const box = el("textarea", { rows: 5, dir: "auto", oninput: () => live.answer && update() }, OTHERS);
  let [busy, late] = [false, false];
  const node = el("div", {}, el("label", { class: "compare" }, "Compared with, one sentence a line (8 at most)", box), said, list);
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
    const { cosines } = await live.partner.ask({ kind: "sentences", texts: [live.typed.text, ...others] });
    const found = others.map((piece, i) => ({ piece, cosine: cosines[i] })).filter(({ cosine }) => Number.isFinite(cosine));
    const rows = found
      .sort((a, b) => b.cosine - a.cosine)
      .map(({ piece, cosine }) => ({ piece, share: Math.max(0, cosine), told: two(cosine) }));
    said.textContent = rows.length
      ? `Most similar is ${quoted(rows[0].piece)} with a cosine of ${rows[0].told}; 1 is the same meaning, about 0 unrelated.`
      : "Type a text above and a sentence here to compare it with.";
    list.replaceChildren(...(rows.length ? [bars("Cosine of sentence vectors, the means over the last hidden state", rows)] : []));
  };
  return { title: "Sentences", hint: "How similar sentences are", said, node, update };
}
