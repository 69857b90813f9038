// The menu that saves what a room shows, as the attention view's own does.

import { button, el } from "../../views/js/dom.js";
import { download } from "../../views/js/exports.js";
import { menu } from "../../views/js/menus.js";
import { canvasOf, csvOf, htmlOf, svgOf } from "./sheet.js";

/** @import { Live } from "./live.js" */
/** @import { Sheet } from "./types.d.ts" */

const ABOUT = {
  SVG: "The picture as lines and letters, for print",
  PNG: "The picture at twice the size, for slides",
  CSV: "The numbers of what is shown",
  HTML: "Picture and numbers as one file that opens without a network",
};
const NOTHING = "There is nothing to save yet.";

/** @param {Live} live @param {() => Sheet | null | undefined} sheet what is on the screen; nothing where there is no picture of what is typed */
export function saveMenu(live, sheet) {
  const found = () => (live.lacks ? null : sheet());
  const buttons = Object.keys(ABOUT).map((kind) => button(kind, ABOUT[kind], () => save(live, kind, found())));
  const nothing = el("p", {}, NOTHING);
  const box = menu("Save", "save", nothing, ...buttons);
  const offer = () => {
    const empty = !found();
    nothing.hidden = !empty;
    for (const one of buttons) one.hidden = empty;
    if (empty && box.open) requestAnimationFrame(offer); // the model's answer may be on its way
  };
  box.addEventListener("toggle", offer);
  return box;
}

/** @param {Live} live @param {string} kind @param {Sheet} sheet */
function save(live, kind, sheet) {
  if (!sheet) return;
  const { look } = live.view;
  const name = `${sheet.name}.${kind.toLowerCase()}`;
  if (kind === "PNG") canvasOf(sheet, look).toBlob((blob) => download(name, blob, "image/png"));
  if (kind === "SVG") download(name, svgOf(sheet, look), "image/svg+xml");
  if (kind === "CSV") download(name, csvOf(sheet), "text/csv;charset=utf-8");
  if (kind === "HTML") download(name, htmlOf(sheet, look), "text/html");
}
