// What may stand in place of a hidden word.

import { el } from "../../../views/js/dom.js";
import { barChart } from "../blocks.js";
import { bars, fillChoice, percent, quoted } from "./said.js";

/** @import { Live } from "../live.js" */

const GUESSES = 8;

/** @param {Live} live */
export function blanks(live, ask, again) {
  const node = el("div", { class: "blanks" });
  const choice = el("select", { "aria-label": "Hidden token", onchange: again });
  const label = el("label", { class: "av-field" }, "Hidden", choice);
  const rows = (guesses) => guesses.map(({ piece, probability }) => ({ piece, share: probability, told: percent(probability) }));
  let last = [];
  const update = async () => {
    const { labels, special } = live.view.meta.sides[0];
    const places = [...labels.keys()].filter((place) => !special[place]);
    const pinned = live.view.choice.pin?.at;
    label.hidden = labels.includes("[MASK]");
    fillChoice(choice, labels, places, places.includes(pinned) ? pinned : places.at(-2));
    const found = await ask({ at: Number(choice.value), count: GUESSES });
    if (!found) return undefined;
    last = found.map((one) => ({ ...one, title: `Token ${one.place}: ${labels[one.place]}` }));
    node.replaceChildren(...last.map(({ title, guesses }) => bars(title, rows(guesses))));
    const first = found[0]?.guesses[0];
    return first ? `The head expects ${quoted(first.piece)} here, ${percent(first.probability)}.` : "Type [MASK] in place of a word.";
  };
  const saved = (look) => last.length > 0 && {
    blocks: last.map(({ title, guesses }) => barChart(look, title, rows(guesses))),
    rows: [["place", "piece", "probability"], ...last.flatMap(({ place, guesses }) => guesses.map(({ piece, probability }) => [place, piece, probability]))],
  };
  return { node, controls: [label], update, saved };
}
