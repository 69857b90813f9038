// Colours: taken from the page's theme where it has one, chosen for colour-blind eyes where not.

import PALETTE from "../../data/palette.json" with { type: "json" };

/** @import { Look } from "./types.d.ts" */

const SCREEN_SIZE = 14; // pixels, of letters
const PRINT_SIZE = 18;
const DASHES = [[], [7, 3], [2, 2.5], [9, 3, 2, 3]];

const pens = { probe: null };

/** [red, green, blue] of any CSS colour. */
export function rgb(colour) {
  pens.probe ??= document.createElement("canvas").getContext("2d");
  pens.probe.fillStyle = "#000";
  pens.probe.fillStyle = colour;
  const hex = pens.probe.fillStyle;
  if (hex[0] === "#") return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
  return hex.match(/[\d.]+/g).slice(0, 3).map(Number);
}

const css = ([r, g, b]) => `rgb(${Math.round(r)},${Math.round(g)},${Math.round(b)})`;

export const mix = (a, b, share) => css(rgb(a).map((v, i) => v + (rgb(b)[i] - v) * share));

function ramp(stops) {
  const parsed = stops.map(rgb);
  return Array.from({ length: 256 }, (_, i) => {
    const x = (i / 255) * (parsed.length - 1);
    const at = Math.min(Math.floor(x), parsed.length - 2);
    return parsed[at].map((v, c) => v + (parsed[at + 1][c] - v) * (x - at));
  });
}

const packed = (colours) =>
  Uint32Array.from(colours, ([r, g, b]) => (255 << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r));

/**
 * Everything a picture needs to know about colours and type; read anew when the theme changes.
 * @returns {Look}
 */
export function readLook(root, print) {
  const style = getComputedStyle(root);
  const named = (name, fallback) => style.getPropertyValue(name).trim() || fallback;
  const { paper, ink, button } = PALETTE.print;
  const forced = matchMedia("(forced-colors: active)").matches; // the system's colours, not the theme's
  const background = print ? paper : forced ? style.backgroundColor : named("--av-background", PALETTE.light.paper);
  const text = print ? ink : forced ? style.color : named("--av-text", PALETTE.light.ink);
  const accent = print ? button : forced ? style.color : named("--av-accent", PALETTE.light.button);
  // The page around may ask for larger type, as a projector wants it.
  const larger = (print ? PRINT_SIZE / SCREEN_SIZE : 1) * (Number(named("--av-larger", "1")) || 1);
  const name = [print, background, text, accent, larger].join();
  if (!looks.has(name)) {
    const fonts = {
      font: named("--av-mono", "ui-monospace, monospace"),
      sans: named("--av-sans", "system-ui, sans-serif"),
    };
    const size = Math.round(SCREEN_SIZE * larger);
    looks.set(name, { ...makeLook(print, background, text, accent), ...fonts, larger, size });
  }
  return looks.get(name);
}

const looks = new Map();

function makeLook(print, background, text, accent) {
  const [r, g, b] = rgb(background);
  const theme = 0.3 * r + 0.59 * g + 0.11 * b < 110 ? "dark" : "light";
  const colours = PALETTE[theme];
  const sequential = ramp([background, ...colours.sequential.slice(1)]); // zero looks like nothing
  const signed = ramp(colours.diverging.map((stop) => (stop === colours.paper ? background : stop)));
  return {
    theme,
    print,
    background,
    text,
    faint: mix(background, text, 0.62),
    line: mix(background, text, 0.18),
    masked: mix(background, text, 0.09),
    accent,
    mark: PALETTE.mark,
    tints: [mix(background, PALETTE.texts[0], 0.16), mix(background, PALETTE.texts[1], 0.2)],
    sequential: packed(sequential),
    sequentialCss: sequential.map(css),
    signedCss: signed.map(css),
  };
}

export function headColour(look, head) {
  return PALETTE.heads[look.theme][head % 8];
}

export function headDash(head) {
  return DASHES[Math.floor(head / 8) % DASHES.length];
}
