// Tokens beside each other, state by state.

import { button, el, range } from "../../../views/js/dom.js";
import { tokenGrid } from "../grid_canvas.js";
import { after, quoted, sentence, strongest, two } from "./said.js";

/** @import { Live } from "../live.js" */

const EACH = 700; // milliseconds a state is seen while all are played

/** @param {Live} live */
export function alike(live) {
  const said = sentence();
  const [{ layers: last }] = live.view.meta.parts; // the last state
  let state = last;
  const grid = tokenGrid((row, column, cosine) => `${quoted(row)} and ${quoted(column)}: cosine ${two(cosine)}.`);
  const layers = range("State", { min: 0, max: last, step: 1, onchange: (value) => go(value) });
  const play = button("Play", "From the embeddings to the last layer", async () => {
    for (let next = 0; next <= last && node.isConnected; next++) {
      await go(next);
      await new Promise((done) => setTimeout(done, EACH));
    }
  });
  const node = el("div", {}, el("div", { class: "bar" }, layers.field, play, grid.zoom), said, grid.node);
  const go = (value) => {
    state = value;
    return update();
  };
  const update = async () => {
    layers.slider.value = String(state);
    layers.output.textContent = `${state} of 0–${last}`;
    const { tag, sides: [{ labels }] } = live.view.meta;
    const { cosines } = await live.partner.ask({ kind: "alike", tag, state });
    if (!cosines || tag !== live.view.meta.tag) return;
    const best = strongest(live.view.meta.sides[0], cosines, true);
    said.textContent = best
      ? `${after(state)}: of two different words, ${quoted(labels[best.a])} and ${quoted(labels[best.b])} are most similar, cosine ${two(best.value)}, not corrected for anisotropy.`
      : `${after(state)}: there are no two different words.`;
    grid.show(labels, cosines, said.textContent);
  };
  return { title: "Similarity", hint: "Which tokens the model treats as similar, layer by layer", said, node, update };
}
