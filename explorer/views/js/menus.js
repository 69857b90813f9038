// Menus: what opens below a button, one at a time, and closes when the reader goes on.

import { el } from "./dom.js";

/** A button named ``label`` that opens a box with the children. */
export function menu(label, name, ...children) {
  const box = el("details", { class: `av-menu ${name}` }, el("summary", {}, label), el("div", {}, ...children));
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !box.open) return;
    event.stopPropagation();
    box.open = false;
    box.querySelector("summary").focus();
  });
  return box;
}

/** Closes the menus of a view that the reader has left. @param {HTMLElement} root */
export function closeWhenLeft(root) {
  root.addEventListener("pointerdown", (event) => close(root, event.target));
  root.addEventListener("focusin", (event) => close(root, event.target));
}

function close(root, target) {
  for (const box of root.querySelectorAll("details.av-menu[open]")) if (!box.contains(target)) box.open = false;
}

/** Arrow keys move between the buttons of a group, which is one stop of the tab key. @param {HTMLElement} group */
export function roving(group) {
  const buttons = () => /** @type {HTMLElement[]} */ ([...group.querySelectorAll("[data-head]")]);
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity };
  group.addEventListener("keydown", (event) => {
    const all = buttons();
    const at = all.indexOf(/** @type {HTMLElement} */ (event.target));
    if (at < 0 || !(event.key in step)) return;
    event.preventDefault();
    stopAt(all, Math.min(all.length - 1, Math.max(0, at + step[event.key]))).focus();
  });
}

/** Makes one of the buttons the stop of the tab key; returns it. @param {HTMLElement[]} buttons */
export function stopAt(buttons, at) {
  buttons.forEach((node, i) => node.setAttribute("tabindex", i === at ? "0" : "-1"));
  return buttons[at];
}
