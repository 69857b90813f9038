// Colours: taken from the page's theme where it has one, chosen for colour-blind eyes where not.

const HUES = {
  light: ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#1c1e22", "#e69f00", "#56b4e9", "#a39100"],
  dark: ["#3d9be0", "#f07f2e", "#14b88a", "#dd92bb", "#e7e8ea", "#e69f00", "#8accf5", "#f0e442"],
};
const DASHES = [[], [7, 3], [2, 2.5], [9, 3, 2, 3]];

const RAMPS = {
  light: ["#d5e2f1", "#b0caea", "#8db3e1", "#6b9bd7", "#4a82cd", "#2b68c3", "#1a51a8", "#123d84", "#0a2a63"],
  dark: ["#152641", "#163a70", "#215096", "#2d68be", "#4a83d8", "#699eef", "#8cbaff", "#bad6ff", "#e8f1ff"],
};
const SIGNED = {
  light: ["#0a2a63", "#1a51a8", "#4d81ce", "#8db2e3", "#d4e2f1", "", "#f8dcc3", "#e9a26d", "#cc6a2d", "#99430a", "#5f2606"],
  dark: ["#d6e6ff", "#7eb1fe", "#4e7ec7", "#204d92", "#16253d", "", "#322019", "#7c3b0d", "#b7672d", "#f29956", "#ffe0c4"],
};

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

/** Everything a picture needs to know about colours and type; read anew when the theme changes. */
export function readLook(root, print) {
  const style = getComputedStyle(root);
  const named = (name, fallback) => style.getPropertyValue(name).trim() || fallback;
  const background = print ? "#ffffff" : named("--av-background", "#ffffff");
  const text = print ? "#000000" : named("--av-text", "#1c1e22");
  const accent = print ? "#1f5fbf" : named("--av-accent", "#1f5fbf");
  const name = [print, background, text, accent].join();
  if (!looks.has(name)) {
    const fonts = {
      font: named("--av-mono", "ui-monospace, monospace"),
      sans: named("--av-sans", "system-ui, sans-serif"),
    };
    looks.set(name, { ...makeLook(print, background, text, accent), ...fonts });
  }
  return looks.get(name);
}

const looks = new Map();

function makeLook(print, background, text, accent) {
  const [r, g, b] = rgb(background);
  const theme = 0.3 * r + 0.59 * g + 0.11 * b < 110 ? "dark" : "light";
  const sequential = ramp([background, ...RAMPS[theme]]);
  const signed = ramp(SIGNED[theme].map((stop) => stop || background));
  return {
    theme,
    print,
    background,
    text,
    faint: mix(background, text, 0.62),
    line: mix(background, text, 0.18),
    masked: mix(background, text, 0.09),
    accent,
    tints: [mix(background, "#4a83d8", 0.16), mix(background, "#e69f00", 0.2)],
    size: print ? 18 : 14,
    sequential: packed(sequential),
    sequentialCss: sequential.map(css),
    signedCss: signed.map(css),
  };
}

export function headColour(look, head) {
  return HUES[look.theme][head % 8];
}

export function headDash(head) {
  return DASHES[Math.floor(head / 8) % DASHES.length];
}
