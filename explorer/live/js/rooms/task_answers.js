// A question about the text, and the stretch of the text that answers it.

import { el } from "../../../views/js/dom.js";
import { barChart } from "../blocks.js";
import { bars, percent, quoted } from "./said.js";

/** @import { Live } from "../live.js" */

const TITLE = "Likeliest answers: probability of start times that of end";
const QUESTION = "Why didn't the animal cross the street?";

/** @param {Live} live */
export function answers(live, ask, again) {
  const marked = el("p", { class: "passage", dir: "auto" });
  const lists = el("div", { class: "blanks" });
  const box = el("textarea", { rows: 1, dir: "auto", "aria-label": "Question", oninput: again }, QUESTION);
  const node = el("div", {}, el("label", { class: "compare" }, "Question about the first text", box), marked, lists);
  let last = null;
  const update = async () => {
    const { text } = live.typed;
    const found = await ask({ second: box.value });
    if (found === undefined || text !== live.typed.text) return undefined;
    if (!found?.answers.length) {
      marked.replaceChildren();
      lists.replaceChildren();
      last = null;
      return "Type a question about the text.";
    }
    const [best] = found.answers;
    marked.replaceChildren(text.slice(0, best.start), el("mark", {}, best.text), text.slice(best.end));
    const rows = found.answers.map(({ text: piece, score }) => ({ piece, share: score, told: percent(score) }));
    last = { question: box.value, rows, answers: found.answers };
    lists.replaceChildren(bars(TITLE, rows));
    return `It answers ${quoted(best.text)} with ${rows[0].told}. This head always answers: it has no score for “no answer”.`;
  };
  const saved = (look) => last && {
    shown: [`question ${quoted(last.question)}`],
    blocks: [barChart(look, TITLE, last.rows)],
    rows: [["answer", "start", "end", "probability"], ...last.answers.map((one) => [one.text, one.start, one.end, one.score])],
  };
  return { node, controls: [], update, saved };
}
