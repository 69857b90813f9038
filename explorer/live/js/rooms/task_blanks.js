// What may stand in place of a hidden word.

import { el } from "../../../views/js/dom.js";
import { bars, fillChoice, percent, quoted } from "./said.js";

/** @import { Live } from "../live.js" */

const GUESSES = 8;

/** @param {Live} live */
export function blanks(live, ask, again) {
  const node = el("div", { class: "blanks" });
  const choice = el("select", { "aria-label": "Hidden token", onchange: again });
  const label = el("label", { class: "av-field" }, "Hidden", choice);
  const update = async () => {
    const { labels, special } = live.view.meta.sides[0];
    const places = [...labels.keys()].filter((place) => !special[place]);
    const pinned = live.view.choice.pin?.at;
    label.hidden = labels.includes("[MASK]");
    fillChoice(choice, labels, places, places.includes(pinned) ? pinned : places.at(-2));
    const found = await ask({ at: Number(choice.value), count: GUESSES });
    if (!found) return undefined;
    const rows = (guesses) => guesses.map(({ piece, probability }) => ({ piece, share: probability, told: percent(probability) }));
    node.replaceChildren(...found.map(({ place, guesses }) => bars(`Token ${place}: ${labels[place]}`, rows(guesses))));
    const first = found[0]?.guesses[0];
    return first ? `The head expects ${quoted(first.piece)} here, ${percent(first.probability)}.` : "Type [MASK] in place of a word.";
  };
  return { node, controls: [label], update };
}
