// Points that move from state to state in one window, with their labels and where they came from.

import { el } from "../../views/js/dom.js";
import { CanvasPen } from "../../views/js/renderers.js";
import { drawFilm, filmOf, placesOf } from "./film_drawing.js";

/** @import { Side } from "../../views/js/types.d.ts" */
/** @import { Live } from "./live.js" */

const STEP = 750; // milliseconds from one state to the next
const NEAR = 16; // pixels from a point at which it is meant
const BELOW = 52; // what stands below the picture in the first screen
const LEAST = 280;

/**
 * {node, show, to}: ``show`` takes a text's tokens and their points (L + 1, T, 2), ``to`` goes to another state.
 * @param {Live} live @param {(told: string) => any} tell what is pointed at
 */
export function filmCanvas(live, tell) {
  const canvas = el("canvas", { role: "img" });
  const node = el("div", { class: "film" }, canvas);
  const now = { film: null, state: 0, part: 0, size: [0, 0] }; // ``part`` of the way to the next state
  const again = () => now.film && node.isConnected && draw(canvas, live.view.look, now);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  addEventListener("resize", again);
  canvas.addEventListener("pointerleave", () => tell(""));
  for (const kind of ["pointermove", "pointerdown"]) {
    canvas.addEventListener(kind, ({ offsetX, offsetY }) => tell(now.film ? named(now, nearest(now, offsetX, offsetY)) : ""));
  }
  return {
    node,
    /** @param {Side} side @param {number[][][]} points */
    show(side, points, state, title) {
      Object.assign(now, { film: filmOf(side, points), state, part: 0 });
      canvas.setAttribute("aria-label", title);
      again();
    },
    /** @param {number} state @param {boolean} moving */
    async to(state, moving) {
      if (moving && state > now.state && !matchMedia("(prefers-reduced-motion: reduce)").matches) await move(now, again);
      Object.assign(now, { state, part: 0 });
      again();
      if (moving) await new Promise((done) => setTimeout(done, STEP / 3));
    },
  };
}

/** The way to the next state, a frame at a time. */
function move(now, again) {
  const from = performance.now();
  return new Promise((done) => {
    const frame = (time) => {
      now.part = Math.min(1, Math.max(0, (time - from) / STEP));
      again();
      if (now.part < 1) requestAnimationFrame(frame);
      else done(undefined);
    };
    requestAnimationFrame(frame);
  });
}

function nearest(now, x, y) {
  const { here } = placesOf(now.film, now);
  const far = here.map(([px, py]) => Math.hypot(px - x, py - y));
  const best = far.indexOf(Math.min(...far));
  return far[best] <= NEAR ? best : -1;
}

function named({ film: { side } }, place) {
  if (place < 0) return "";
  return `“\u2068${side.labels[place]}\u2069”, token ${place}${side.second.includes(1) ? `, text ${side.second[place] ? "B" : "A"}` : ""}`;
}

function draw(canvas, look, now) {
  const width = canvas.parentElement.clientWidth;
  const height = Math.max(LEAST, Math.min(width, innerHeight - BELOW - canvas.getBoundingClientRect().top - scrollY));
  now.size = [width, height];
  const ratio = Math.min(2, devicePixelRatio || 1);
  Object.assign(canvas, { width: width * ratio, height: height * ratio });
  [canvas.style.width, canvas.style.height] = [`${width}px`, `${height}px`];
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  drawFilm(new CanvasPen(context, look, ratio), look, now.film, now);
}
