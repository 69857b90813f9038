// The sheet that is drawn on: two canvases over a long page, of which only the window is painted.

import { gridLens } from "./grid.js";
import { linesLens } from "./lines.js";
import { neuronLens } from "./neuron.js";
import { CanvasPen } from "./renderers.js";

const TALLEST = 660;
const SCROLLBAR = 14;

/** The window: how much is seen, and from where. */
export function frame(view) {
  const { stage } = view;
  const { width } = view.lens.size(view, stage.clientWidth);
  return {
    width: Math.min(width, Math.max(stage.clientWidth, 1)),
    height: stage.clientHeight,
    top: stage.scrollTop,
    left: stage.scrollLeft,
  };
}

export function draw(view) {
  const { stage, inner } = view;
  if (!view.scene || view.root.classList.contains("av-empty") || !stage.clientWidth) return;
  const size = view.lens.size(view, stage.clientWidth);
  const wide = size.width > stage.clientWidth ? SCROLLBAR : 0;
  stage.style.height = `${Math.min(TALLEST, size.height) + wide}px`;
  inner.style.height = `${size.height}px`;
  inner.style.width = `${size.width}px`;
  paint(view, view.base, (pen, window) => view.lens.draw(view, pen, window));
  drawTop(view);
}

/** What the reader points at, above the rest, which is dimmed. */
export function drawTop(view) {
  const shown = view.state.lens === "lines" && view.focus;
  view.base.style.opacity = shown ? 0.1 : 1;
  paint(view, view.top, (pen, window) => view.lens.overlay(view, pen, window));
}

function paint(view, canvas, drawing) {
  const { width, height, top, left } = { ...frame(view), width: view.stage.clientWidth };
  const ratio = Math.min(2, devicePixelRatio || 1);
  const size = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== size[0] || canvas.height !== size[1]) {
    [canvas.width, canvas.height] = size;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, ...size);
  context.setTransform(ratio, 0, 0, ratio, -left * ratio, -top * ratio);
  drawing(new CanvasPen(context, view.look, ratio), frame(view));
}

/** Scrolls to the focused token, head or key. */
export function bringIntoSight(view) {
  const { stage } = view;
  const y = focusedAt(view);
  const seen = y > stage.scrollTop + 60 && y < stage.scrollTop + stage.clientHeight - 30;
  if (y !== null && !seen) stage.scrollTop = y - stage.clientHeight / 2;
}

function focusedAt(view) {
  const { lens } = view.state;
  const width = view.stage.clientWidth;
  if (lens === "lines" && view.focus) return linesLens.yOf(view, view.focus.place);
  if (lens === "grid" && view.hoverHead) return gridLens.yOf(view, view.hoverHead, width);
  if (lens === "neuron" && view.neuronKey >= 0) return neuronLens.yOf(view, view.neuronKey, width);
  return null;
}
