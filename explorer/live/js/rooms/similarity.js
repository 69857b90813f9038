// Tokens beside each other, state by state.

import { button, el, range } from "../../../views/js/dom.js";
import { tokenMatrix } from "../blocks.js";
import { tokenGrid } from "../grid_canvas.js";
import { saveMenu } from "../save_menu.js";
import { after, bars, beside, between, matrixRows, quoted, sentence, strongest, two } from "./said.js";

/** @import { Live } from "../live.js" */
/** @import { Sheet } from "../types.d.ts" */

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
  let shown = null;
  const save = saveMenu(live, () => shown && sheetOf(live, shown));
  const list = el("div", { class: "blanks" });
  const node = beside(grid.node, [el("div", { class: "bar" }, layers.field, play, grid.zoom, save), said], [grid.tip, list]);
  const go = (value) => {
    state = value;
    return update();
  };
  const update = async () => {
    layers.slider.value = String(state);
    layers.output.textContent = `${state} of 0–${last}`;
    const { meta } = live.view;
    const { tag, sides: [{ labels }] } = meta;
    const { cosines } = await live.partner.ask({ kind: "alike", tag, state });
    if (!cosines || tag !== live.view.meta.tag) return;
    const pairs = strongest(live.view.meta.sides[0], cosines, true);
    const [best] = pairs;
    said.textContent = best
      ? `${after(state)}: of two different words, ${quoted(labels[best.a])} and ${quoted(labels[best.b])} are most similar, cosine ${two(best.value)}, not corrected for anisotropy.`
      : `${after(state)}: there are no two different words.`;
    shown = { meta, state, cosines, said: said.textContent };
    const rows = pairs.map(({ a, b, value }) => ({ piece: between(labels[a], "·", labels[b]), share: Math.max(0, value), told: two(value) }));
    list.replaceChildren(...(best ? [bars("Most similar pairs of different words", rows)] : []));
    grid.show(labels, cosines, said.textContent);
  };
  return { title: "Similarity", hint: "Which tokens the model treats as similar, layer by layer", said, node, update };
}

/** @param {Live} live @returns {Sheet} */
function sheetOf({ view: { look } }, { meta, state, cosines, said }) {
  const { labels } = meta.sides[0];
  return {
    name: `similarity_state${state}`,
    title: "Token similarity",
    said,
    shown: [`cosine of hidden states, state ${state}`],
    meta,
    blocks: [tokenMatrix(look, labels, cosines)],
    rows: matrixRows("token", labels, cosines),
  };
}
