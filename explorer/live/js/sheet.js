// What a room shows as one file: its sentence, its picture, what it is of, and its numbers.

import { BYTE_ORDER_MARK, toCsv } from "../../views/js/csv.js";
import { CanvasPen, SvgPen, escaped } from "../../views/js/renderers.js";
import { capital, captionOf, cuts } from "../../views/js/text.js";
import { WIDTH, paragraph } from "./blocks.js";

/** @import { Look, Pen } from "../../views/js/types.d.ts" */
/** @import { Sheet } from "./types.d.ts" */

const INSET = 16;
const GAP = 14;
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** Sentence, picture and caption below each other. @param {Sheet} sheet @param {Look} look */
function laidOut({ said, blocks, meta, shown }, look) {
  const width = Math.max(WIDTH, ...blocks.map((block) => block.width));
  const caption = paragraph(look, captionOf(meta, shown), { size: 11, faint: true, width });
  const all = [paragraph(look, said, { bold: true, width }), ...blocks, caption];
  let top = INSET;
  const placed = all.map((block) => {
    const at = { block, top };
    top += block.height + GAP;
    return at;
  });
  return {
    width: width + 2 * INSET,
    height: Math.ceil(top - GAP + INSET),
    /** @param {Pen} pen */
    draw: (pen) => placed.forEach((at) => at.block.draw(pen, INSET, at.top)),
  };
}

/** @param {Sheet} sheet @param {Look} look */
export function svgOf(sheet, look) {
  const { width, height, draw } = laidOut(sheet, look);
  const pen = new SvgPen(look);
  draw(pen);
  return pen.document(width, height);
}

/** At twice the size, as far as browsers make one. @param {Sheet} sheet @param {Look} look */
export function canvasOf(sheet, look) {
  const { width, height, draw } = laidOut(sheet, look);
  const canvas = Object.assign(document.createElement("canvas"), { width: 2 * width, height: 2 * height });
  const context = canvas.getContext("2d");
  context.scale(2, 2);
  const pen = new CanvasPen(context, look, 2);
  pen.box(0, 0, width, height, { fill: look.background });
  draw(pen);
  return canvas;
}

/** The numbers to four digits; of a text that was cut, a last row says so. @param {Sheet} sheet */
export const csvOf = ({ rows, meta }) => BYTE_ORDER_MARK + toCsv([...rows, ...cuts(meta).map((said) => [`${capital(said)}.`])]);

/** A page that opens without a network: the picture, and its numbers as a table. @param {Sheet} sheet @param {Look} look */
export function htmlOf(sheet, look) {
  const caption = captionOf(sheet.meta, sheet.shown);
  const style = `body{margin:16px;background:${look.background};color:${look.text};font:15px/1.45 system-ui,sans-serif}h1{font-size:20px}` +
    "svg{max-width:100%;height:auto}figure{margin:0}figcaption,th{font-weight:400;opacity:.8}.numbers{overflow:auto;max-height:90vh;margin-top:16px}" +
    "table{border-collapse:collapse}th,td{text-align:start;padding:2px 14px 2px 0;font-variant-numeric:tabular-nums;border-bottom:1px solid #8886}";
  const cell = (name, value) => `<${name}><bdi>${escaped(typeof value === "number" ? Number(value.toFixed(4)) : value)}</bdi></${name}>`;
  const row = (name) => (values) => `<tr>${values.map((value) => cell(name, value)).join("")}</tr>`;
  const [heads, ...numbers] = sheet.rows;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}"><title>${escaped(sheet.title)}</title><style>${style}</style></head>` +
    `<body><main><h1>${escaped(sheet.title)}</h1><figure><div role="img" aria-label="${escaped(sheet.said)}">${svgOf(sheet, look)}</div>` +
    `<figcaption>${escaped(caption)}</figcaption></figure><div class="numbers" tabindex="0" role="region" aria-label="Numbers">` +
    `<table><thead>${row("th")(heads)}</thead><tbody>${numbers.map(row("td")).join("")}</tbody></table></div></main></body></html>`;
}
