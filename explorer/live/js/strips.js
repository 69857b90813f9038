// Vectors as strips of colour, a pixel a dimension.

import PALETTE from "../../data/palette.json" with { type: "json" };

/** @import { Stage } from "./types.d.ts" */

/** Where the scale of each vector ends: that of the LayerNorm is its own. @param {Stage[]} stages */
export function scalesOf(stages) {
  const isNorm = ({ name }) => name === "LayerNorm";
  const [own, norm] = [largest(stages.filter((stage) => !isNorm(stage))), largest(stages.filter(isNorm))];
  return (stage) => (isNorm(stage) ? norm : own);
}

/** Where the scale of some vectors ends: a few outlying dimensions would leave all others pale. @param {Stage[]} stages */
function largest(stages) {
  const sizes = stages.flatMap(({ vector }) => [...vector].map(Math.abs)).sort((a, b) => a - b);
  return sizes[Math.floor(0.995 * (sizes.length - 1))] || 1;
}

/** A vector in the colours of a theme. @param {Float32Array} vector @param {number} top where the scale ends @param {"light" | "dark"} theme */
export function stripCanvas(vector, top, theme) {
  const canvas = Object.assign(document.createElement("canvas"), { width: vector.length, height: 1 });
  const pen = canvas.getContext("2d");
  const picture = pen.createImageData(vector.length, 1);
  vector.forEach((value, i) => picture.data.set([...signed(PALETTE[theme].diverging, value / top), 255], 4 * i));
  pen.putImageData(picture, 0, 0);
  return canvas;
}

/** A number from -1 to 1 as red, green, blue of a scale whose middle is 0. @param {string[]} colours */
function signed(colours, value) {
  const place = ((Math.min(1, Math.max(-1, value)) + 1) / 2) * (colours.length - 1);
  const low = Math.min(colours.length - 2, Math.floor(place));
  const part = (colour, at) => parseInt(colour.slice(at, at + 2), 16);
  return [1, 3, 5].map((at) => part(colours[low], at) + (place - low) * (part(colours[low + 1], at) - part(colours[low], at)));
}
