// Mouse, touch and keyboard over the picture.

import { LENSES } from "./lenses.js";

/** @import { View } from "./view.js" */

/** @param {View} view */
export function listen(view) {
  const { stage } = view.dom;
  const redraw = onceAFrame(() => view.draw());
  stage.addEventListener("scroll", redraw, { passive: true });
  stage.addEventListener("pointermove", (event) => event.pointerType !== "touch" && view.point(hit(view, event)));
  stage.addEventListener("pointerleave", () => view.leave());
  stage.addEventListener("click", (event) => view.lens.press(view, hit(view, event)));
  stage.addEventListener("keydown", (event) => key(view, event));
  stage.addEventListener("wheel", (event) => event.altKey && byWheel(view, event), { passive: false });
}

/** The wheel leafs through the layers. @param {View} view @param {WheelEvent} event */
export function byWheel(view, event) {
  event.preventDefault();
  view.step("layer", event.deltaY > 0 ? 1 : -1);
}

function onceAFrame(act) {
  let waiting = 0;
  return () => {
    waiting ||= requestAnimationFrame(() => {
      waiting = 0;
      act();
    });
  };
}

/** @param {View} view */
function hit(view, event) {
  if (!view.drawable) return null;
  const box = view.dom.stage.getBoundingClientRect();
  const frame = view.frame();
  return view.lens.at(view, event.clientX - box.left + frame.left, event.clientY - box.top + frame.top, frame);
}

/** @param {View} view */
const enter = (view) => view.content && view.lens.enter(view);

/** @type {Record<string, (view: View) => any>} */
const KEYS = {
  PageDown: (view) => view.step("layer", 1),
  PageUp: (view) => view.step("layer", -1),
  ".": (view) => view.step("head", 1),
  ",": (view) => view.step("head", -1),
  "+": (view) => view.zoom(1.2),
  "=": (view) => view.zoom(1.2),
  "-": (view) => view.zoom(1 / 1.2),
  "/": (view) => view.controls.find.focus(),
  ShiftArrowDown: (view) => view.step("layer", 1),
  ShiftArrowUp: (view) => view.step("layer", -1),
  ShiftArrowRight: (view) => view.step("head", 1),
  ShiftArrowLeft: (view) => view.step("head", -1),
  Enter: enter,
  " ": enter,
  Escape: (view) => view.letGo(),
};

/** @param {View} view */
function key(view, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !view.part?.layers) return;
  const arrow = event.shiftKey && event.key.startsWith("Arrow");
  const act = actOf(arrow ? `Shift${event.key}` : event.key);
  if (!act) return;
  event.preventDefault();
  act(view);
}

function actOf(name) {
  if (name.startsWith("Arrow")) return (view) => move(view, name);
  const opened = Object.keys(LENSES).find((lens) => LENSES[lens].key === name);
  return opened ? (view) => view.open(opened) : KEYS[name];
}

/** @param {View} view */
function move(view, arrow) {
  if (!view.content) return;
  view.lens.move(view, arrow);
  view.bringIntoSight();
}
