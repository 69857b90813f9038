// The tokens as points in a plane, state by state: one fit for all states, so that a point that moves has moved.

import { button, el, range } from "../../../views/js/dom.js";
import { WIDTH, paragraph } from "../blocks.js";
import { filmCanvas } from "../film_canvas.js";
import { drawFilm, filmOf } from "../film_drawing.js";
import { saveMenu } from "../save_menu.js";
import { after, areWords, quoted, sentence } from "./said.js";

/** @import { Live } from "../live.js" */
/** @import { Block, Sheet } from "../types.d.ts" */

const share = (part) => `${Math.round(100 * part)} %`;
const HEIGHT = 560; // pixels, of a saved picture
const ABOUT = "Points close together are similar. Circles: tokens; diamonds: tokens of the second text; open squares: special tokens.";

/** @param {Live} live */
export function layerFilm(live) {
  const said = sentence();
  const [{ layers: end }] = live.view.meta.parts; // the last state
  const tip = el("p", { class: "tip", "aria-live": "polite" }, ABOUT);
  const film = filmCanvas(live, (told) => (tip.textContent = told || ABOUT));
  let state = end;
  let playing = false;
  let last = null;
  const slider = range("State", { min: 0, max: end, step: 1, onchange: (value) => go(value) });
  const play = button("Play", "From the embeddings to the last layer", async () => {
    playing = !playing;
    if (!playing) return;
    play.textContent = "Stop";
    for (let next = 0; playing && next <= end && node.isConnected; next++) await go(next, next > 0);
    playing = false;
    play.textContent = "Play";
  });
  const save = saveMenu(live, () => last && sheetOf(live, last, state));
  const node = el("div", {}, el("div", { class: "bar" }, slider.field, play, save), said, film.node, tip);
  /** @param {boolean} moving whether the way there is shown */
  const go = (value, moving = false) => {
    state = value;
    tell();
    return film.to(state, moving);
  };
  const tell = () => {
    [slider.slider.value, slider.output.textContent] = [String(state), String(state)];
    if (last) said.textContent = told(last, state);
  };
  const update = async () => {
    const { meta } = live.view;
    const { tag, sides: [side] } = meta;
    const { points, explained } = await live.partner.ask({ kind: "film", tag });
    if (!points || tag !== live.view.meta.tag) return;
    last = { meta, side, points, explained };
    tell();
    film.show(side, points, state, said.textContent);
  };
  return { title: "Layer film", hint: "Tokens as points that move from layer to layer", said, node, update };
}

/** What is seen, how much of the whole it is, and which word moved most. */
function told({ side, points, explained: [first, second] }, state) {
  const kept = `this plane keeps ${share(first + second)} of the variance (${share(first)} + ${share(second)})`;
  const words = areWords(side);
  const moved = points[state].map(([x, y], place) => (words[place] ? Math.hypot(x - points[0][place][0], y - points[0][place][1]) : -1));
  const most = moved.indexOf(Math.max(...moved));
  const mover = state && moved[most] > 0 ? ` ${quoted(side.labels[most])} has moved farthest.` : "";
  return `${after(state)}, as points by PCA: ${kept}.${mover}`;
}

/** The state that is seen; the numbers are those of every state. @param {Live} live @returns {Sheet} */
function sheetOf({ view: { look } }, last, state) {
  const { meta, side, points } = last;
  const size = [WIDTH, HEIGHT];
  /** @type {Block} */
  const block = {
    width: WIDTH,
    height: HEIGHT,
    draw(pen, left, top) {
      const film = filmOf(side, points);
      pen.box(left, top, WIDTH, HEIGHT, { stroke: look.line });
      drawFilm(pen, look, film, { state, part: 0, size, corner: [left, top] });
    },
  };
  const rows = points.flatMap((every, number) => every.map(([x, y], place) => [number, place, side.labels[place], side.second[place] ? "B" : "A", x, y]));
  return {
    name: `layer-film_state${state}`,
    title: "Layer film",
    said: told(last, state),
    shown: [`state ${state} of 0–${points.length - 1}, one PCA of all states`],
    meta,
    blocks: [block, paragraph(look, ABOUT, { faint: true, size: 12 })],
    rows: [["state", "place", "token", "text", "PC 1", "PC 2"], ...rows],
  };
}
