// Mouse, touch and keyboard over the picture.

import { gridLens } from "./grid.js";
import { sidesOf } from "./scene.js";
import { tip } from "./text.js";
import { fillTable } from "./table.js";

export function listen(view) {
  const { stage } = view;
  stage.addEventListener("scroll", () => soon(view, () => view.draw()), { passive: true });
  stage.addEventListener("pointermove", (event) => event.pointerType !== "touch" && hover(view, event));
  stage.addEventListener("pointerleave", () => leave(view));
  stage.addEventListener("click", (event) => press(view, event));
  stage.addEventListener("keydown", (event) => key(view, event));
  stage.addEventListener(
    "wheel",
    (event) => {
      if (!event.altKey) return;
      event.preventDefault();
      view.step("layer", event.deltaY > 0 ? 1 : -1);
    },
    { passive: false },
  );
}

function soon(view, draw) {
  if (view.waiting) return;
  view.waiting = requestAnimationFrame(() => {
    view.waiting = 0;
    draw();
  });
}

function hit(view, event) {
  if (!view.scene || view.root.classList.contains("av-empty")) return null;
  const box = view.stage.getBoundingClientRect();
  const frame = view.frame();
  return view.lens.at(view, event.clientX - box.left + frame.left, event.clientY - box.top + frame.top, frame);
}

function hover(view, event) {
  point(view, hit(view, event));
}

/** Shows what is at a place of the picture: lines and numbers of a token, of a head, of a cell. */
function point(view, found) {
  const name = JSON.stringify(found);
  if (view.pointed === name) return;
  view.pointed = name;
  const { lens } = view.state;
  if (lens === "lines") view.hover = found;
  if (lens === "grid") view.hoverHead = found;
  if (lens !== "neuron") view.drawTop();
  view.tip.textContent = tip(view, found ?? (lens === "lines" ? view.focus : null));
  if (lens !== "neuron") soonTable(view);
}

function soonTable(view) {
  clearTimeout(view.tabling);
  view.tabling = setTimeout(() => view.scene && fillTable(view, view.table), 60);
}

function leave(view) {
  if (view.state.lens === "grid") return;
  point(view, null);
}

function press(view, event) {
  const found = hit(view, event);
  const { lens } = view.state;
  if (lens === "lines") return pin(view, found);
  if (lens === "grid" && found) return openHead(view, found);
  if (lens === "neuron") point(view, found);
  return undefined;
}

function pin(view, found) {
  if (!found) return view.set({ pin: null });
  const list = found.side === "query" ? view.scene.rows : view.scene.columns;
  const at = list[found.place].members[0];
  const { pin: old } = view.state;
  const again = old && old.side === found.side && old.at === at;
  view.pointed = "";
  return view.set({ pin: again ? null : { side: found.side, at } }).then(() => point(view, again ? null : found));
}

const openHead = (view, { layer, head }) => view.set({ layer, heads: [head], lens: "lines" });

const KEYS = {
  PageDown: (view) => view.step("layer", 1),
  PageUp: (view) => view.step("layer", -1),
  ".": (view) => view.step("head", 1),
  ",": (view) => view.step("head", -1),
  "+": (view) => view.zoom(1.2),
  "=": (view) => view.zoom(1.2),
  "-": (view) => view.zoom(1 / 1.2),
  l: (view) => view.set({ lens: "lines" }),
  g: (view) => view.set({ lens: "grid" }),
  n: (view) => openInNeuron(view),
  "/": (view) => view.controls.find.focus(),
  Escape: (view) => letGo(view),
};

function key(view, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !view.scene) return;
  const arrow = event.key.startsWith("Arrow");
  const act = arrow ? () => move(view, event.key) : event.key === "Enter" || event.key === " " ? () => enter(view) : KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act(view);
}

function openInNeuron(view) {
  const at = view.state.lens === "grid" && view.hoverHead;
  view.set({ ...(at ? { layer: at.layer, heads: [at.head] } : {}), lens: "neuron" });
}

function letGo(view) {
  view.hover = view.hoverHead = null;
  view.pointed = "";
  view.set({ pin: null });
  view.tip.textContent = "";
}

function enter(view) {
  if (view.state.lens === "grid" && view.hoverHead) openHead(view, view.hoverHead);
  if (view.state.lens === "lines" && view.focus) pin(view, view.focus);
}

function move(view, arrow) {
  ({ lines: moveLines, grid: moveGrid, neuron: moveNeuron })[view.state.lens](view, arrow);
  view.bringIntoSight();
}

function moveLines(view, arrow) {
  const { rows, columns } = view.scene;
  const now = view.focus ?? { side: "query", place: -1 };
  let { side, place } = now;
  if (arrow === "ArrowUp" || arrow === "ArrowDown") place += arrow === "ArrowDown" ? 1 : -1;
  else side = side === "query" ? "key" : "query";
  const count = (side === "query" ? rows : columns).length;
  point(view, { side, place: Math.min(count - 1, Math.max(0, place)) });
}

function moveGrid(view, arrow) {
  const from = view.hoverHead ?? { layer: view.state.layer, head: view.state.heads[0] };
  const to = gridLens.move(view, from, arrow, view.stage.clientWidth);
  point(view, { ...to, query: 0, key: 0 });
}

/** Left and right: another query token. Up and down: another key. */
function moveNeuron(view, arrow) {
  const side = sidesOf(view.meta, view.state.part);
  const step = arrow === "ArrowRight" || arrow === "ArrowDown" ? 1 : -1;
  if (arrow === "ArrowLeft" || arrow === "ArrowRight") {
    const count = side.query.labels.length;
    const at = (view.queryToken() + step + count) % count;
    view.set({ pin: { side: "query", at } });
    return;
  }
  const count = side.key.labels.length;
  view.neuronKey = ((view.neuronKey ?? -1) + step + count) % count;
  view.tip.textContent = tip(view, { kind: "weight", key: view.neuronKey, dimension: -1 });
  view.draw();
}
