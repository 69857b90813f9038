// The sheet that is drawn on: two canvases over a long page, of which only the window is painted.

import { CanvasPen } from "./renderers.js";

/** @import { View } from "./view.js" */

const TALLEST = 660;
const SCROLLBAR = 14;

/** The window: how much is seen, and from where. @param {View} view */
export function frame(view) {
  const { stage } = view.dom;
  const { width } = view.lens.size(view, stage.clientWidth);
  return {
    width: Math.min(width, Math.max(stage.clientWidth, 1)),
    height: stage.clientHeight,
    top: stage.scrollTop,
    left: stage.scrollLeft,
  };
}

/** Takes the room that the picture will need. @param {View} view */
export function reserve(view) {
  const { stage, inner } = view.dom;
  const size = view.lens.size(view, stage.clientWidth);
  const wide = size.width > stage.clientWidth ? SCROLLBAR : 0;
  stage.style.height = `${Math.min(TALLEST, size.height) + wide}px`;
  inner.style.height = `${size.height}px`;
  inner.style.width = `${size.width}px`;
}

/** Draws all; returns what the lens says about it. @param {View} view */
export function draw(view) {
  if (!view.drawable || !view.dom.stage.clientWidth) return view.drawn;
  reserve(view);
  const drawn = paint(view, view.dom.base, (pen, window) => view.lens.draw(view, pen, window));
  drawTop(view);
  return drawn;
}

/** What the reader points at, above the rest, which is dimmed. @param {View} view */
export function drawTop(view) {
  if (!view.drawable) return;
  view.dom.base.style.opacity = view.dimmed ? "0.1" : "1";
  paint(view, view.dom.top, (pen, window) => view.lens.overlay(view, pen, window));
}

/** @param {View} view */
function paint(view, canvas, drawing) {
  const { width, height, top, left } = { ...frame(view), width: view.dom.stage.clientWidth };
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
  return drawing(new CanvasPen(context, view.look, ratio), frame(view));
}

/** Scrolls to the focused token, head or key. @param {View} view */
export function bringIntoSight(view) {
  const { stage } = view.dom;
  const { focus } = view;
  if (!focus || !view.content) return;
  const y = view.lens.yOf(view, focus, stage.clientWidth);
  const seen = y > stage.scrollTop + 60 && y < stage.scrollTop + stage.clientHeight - 30;
  if (!seen) stage.scrollTop = y - stage.clientHeight / 2;
}
