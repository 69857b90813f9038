// One way of drawing with two outputs: a canvas on the screen, and SVG for saving.

import { Sheet, together } from "./line_raster.js";
import { rgb } from "./theme.js";

/** @import { BoxStyle, Frame, LineStyle, Look, PathStyle, TextStyle } from "./types.d.ts" */

const ISOLATE = ["\u2068", "\u2069"]; // whatever direction a token has, it cannot turn its neighbours
const widths = new Map();
const scratch = { context: null };

function measured(text, font) {
  scratch.context ??= document.createElement("canvas").getContext("2d");
  const name = `${font}|${text}`;
  if (!widths.has(name)) {
    if (widths.size > 20000) widths.clear();
    scratch.context.font = font;
    widths.set(name, scratch.context.measureText(text).width);
  }
  return widths.get(name);
}

export const labelWidth = (text, font) => measured(text.slice(0, 60), font);

/** The longest beginning of a text that fits, with an ellipsis where something is left out. */
export function fitted(text, font, most) {
  const letters = [...text.slice(0, 400)];
  if (letters.length === text.length && measured(text, font) <= most) return text;
  let low = 0;
  let high = letters.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (measured(letters.slice(0, middle).join("") + "…", font) <= most) low = middle;
    else high = middle - 1;
  }
  return letters.slice(0, low).join("") + "…";
}

export class CanvasPen {
  /** @param {CanvasRenderingContext2D} context @param {Look} look */
  constructor(context, look, ratio = 1) {
    this.ratio = ratio; // pixels of the screen to a unit
    this.context = context;
    this.look = look;
  }

  /** Many lines of one kind: ``ends`` is x1, y1, x2, y2 again and again. @param {number[]} ends @param {LineStyle} style */
  lines(ends, { colour, alpha = 1, width = 1, dash = [] }) {
    const { context } = this;
    context.globalAlpha = alpha;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.setLineDash(dash);
    // Measured in Chromium: hairlines are fastest in small batches, wider lines one by one; a
    // single path of 12,000 wide lines takes seconds.
    const batch = 4 * (width * this.ratio > 1 ? 1 : 50);
    for (let from = 0; from < ends.length; from += batch) {
      context.beginPath();
      for (let i = from; i < Math.min(from + batch, ends.length); i += 4) {
        context.moveTo(ends[i], ends[i + 1]);
        context.lineTo(ends[i + 2], ends[i + 3]);
      }
      context.stroke();
    }
    context.globalAlpha = 1;
    context.setLineDash([]);
  }

  /**
   * Very many hairlines between two columns, groups of {ends, colour, alpha}, the weakest first; they
   * replace whatever the window showed before.
   * @param {any[]} groups @param {Frame} frame
   */
  crowd(groups, { width, height, left, top }) {
    const { ratio } = this;
    const sheet = new Sheet(Math.round(width * ratio), Math.round(height * ratio), rgb(this.look.background));
    const x = (at) => (at - left) * ratio;
    const y = (at) => (at - top) * ratio;
    for (const { ends, at, red, green, blue, alpha } of together(groups, rgb)) {
      sheet.line(x(ends[at]), y(ends[at + 1]), x(ends[at + 2]), y(ends[at + 3]), [red, green, blue], alpha);
    }
    this.context.putImageData(sheet.image, 0, 0);
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height @param {BoxStyle} style */
  box(x, y, width, height, { fill, stroke, radius = 0, line = 1, alpha = 1 }) {
    const { context } = this;
    context.globalAlpha = alpha;
    context.beginPath();
    if (radius) context.roundRect(x, y, width, height, radius);
    else context.rect(x, y, width, height);
    if (fill) {
      context.fillStyle = fill;
      context.fill();
    }
    if (stroke) {
      context.strokeStyle = stroke;
      context.lineWidth = line;
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  /** Through some points, or round them where it is filled. @param {number[][]} points @param {PathStyle} style */
  path(points, { fill, stroke, line = 1, alpha = 1 }) {
    const { context } = this;
    Object.assign(context, { globalAlpha: alpha, lineWidth: line, lineJoin: "round" });
    context.beginPath();
    for (const [x, y] of points) context.lineTo(x, y);
    if (fill) {
      context.fillStyle = fill;
      context.fill();
    }
    if (stroke) {
      context.strokeStyle = stroke;
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  /** @param {string} text @param {number} x @param {number} y @param {TextStyle} style */
  text(text, x, y, { size, colour, align = "start", most = 1e6, font, bold = false, upward = false }) {
    const { context } = this;
    if (upward) {
      context.save();
      context.translate(x, y);
      context.rotate(-Math.PI / 2);
      this.text(text, 0, 0, { size, colour, align, most, font, bold });
      context.restore();
      return;
    }
    const face = `${bold ? "600 " : ""}${size}px ${font ?? this.look.font}`;
    context.font = face;
    context.fillStyle = colour ?? this.look.text;
    context.textAlign = { start: "left", middle: "center", end: "right" }[align];
    context.textBaseline = "middle";
    context.direction = "ltr";
    context.fillText(ISOLATE.join(fitted(text, face, most)), x, y);
  }

  image(image, x, y, width, height) {
    this.context.imageSmoothingEnabled = image.width > width;
    this.context.drawImage(image, x, y, width, height);
  }
}

export const escaped = (text) =>
  String(text)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd")
    .replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

const short = (value) => String(Math.round(value * 100) / 100);

export class SvgPen {
  /** @param {Look} look */
  constructor(look) {
    this.look = look;
    this.ratio = 1;
    /** @type {string[]} */ this.marks = [];
  }

  /** @param {number[]} ends @param {LineStyle} style */
  lines(ends, { colour, alpha = 1, width = 1, dash = [] }) {
    let path = "";
    for (let i = 0; i < ends.length; i += 4) {
      path += `M${short(ends[i])} ${short(ends[i + 1])}L${short(ends[i + 2])} ${short(ends[i + 3])}`;
    }
    const dashes = dash.length ? ` stroke-dasharray="${dash.join(" ")}"` : "";
    this.marks.push(
      `<path d="${path}" fill="none" stroke="${escaped(colour)}" stroke-opacity="${short(alpha)}" stroke-width="${short(width)}"${dashes}/>`,
    );
  }

  /** @param {any[]} groups */
  crowd(groups) {
    for (const { ends, colour, alpha } of groups) this.lines(ends, { colour, alpha });
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height @param {BoxStyle} style */
  box(x, y, width, height, { fill, stroke, radius = 0, line = 1, alpha = 1 }) {
    this.marks.push(
      `<rect x="${short(x)}" y="${short(y)}" width="${short(Math.max(0, width))}" height="${short(height)}" rx="${radius}" ` +
        `fill="${escaped(fill ?? "none")}" stroke="${escaped(stroke ?? "none")}" stroke-width="${line}" opacity="${short(alpha)}"/>`,
    );
  }

  /** Through some points, or round them where it is filled. @param {number[][]} points @param {PathStyle} style */
  path(points, { fill, stroke, line = 1, alpha = 1 }) {
    const along = points.map(([x, y]) => `${short(x)},${short(y)}`).join(" ");
    this.marks.push(
      `<poly${fill ? "gon" : "line"} points="${along}" fill="${escaped(fill ?? "none")}" stroke="${escaped(stroke ?? "none")}" ` +
        `stroke-width="${line}" stroke-linejoin="round" opacity="${short(alpha)}"/>`,
    );
  }

  /** @param {string} text @param {number} x @param {number} y @param {TextStyle} style */
  text(text, x, y, { size, colour, align = "start", most = 1e6, font, bold = false, upward = false }) {
    const face = font ?? this.look.font;
    const words = fitted(text, `${bold ? "600 " : ""}${size}px ${face}`, most);
    this.marks.push(
      `<text x="${short(x)}" y="${short(y)}" dy="0.35em" font-size="${short(size)}" font-family="${escaped(face)}"` +
        `${bold ? ' font-weight="600"' : ""}${upward ? ` transform="rotate(-90 ${short(x)} ${short(y)})"` : ""} fill="${escaped(colour ?? this.look.text)}" text-anchor="${align}" ` +
        `xml:space="preserve">${escaped(ISOLATE.join(words))}</text>`,
    );
  }

  image(image, x, y, width, height) {
    this.marks.push(
      `<image x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}" preserveAspectRatio="none" ` +
        `style="image-rendering:pixelated" href="${image.toDataURL("image/png")}"/>`,
    );
  }

  document(width, height) {
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
      `<rect width="100%" height="100%" fill="${escaped(this.look.background)}"/>${this.marks.join("")}</svg>`
    );
  }
}
