// The numbers beside the picture, as a table: the picture's twin for screen readers and for quoting.

import { el } from "./dom.js";

/** @import { View } from "./view.js" */

/** The lens's table in its place. @param {View} view */
export function fillTable(view) {
  const { title, heads, rows } = view.lens.table(view);
  view.dom.table.replaceChildren(
    el(
      "table",
      {},
      el("caption", {}, title),
      el("thead", {}, el("tr", {}, ...heads.map((name) => el("th", { scope: "col" }, name)))),
      el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map((text) => el("td", {}, el("bdi", {}, text)))))),
    ),
  );
}
