// Thousands of hairlines at once, blended pixel by pixel: stroking each of them takes far longer.

const FRACTION = 65536; // positions are whole numbers with 16 binary places

const kept = { image: null };

/** An opaque sheet of pixels. Lines are one pixel wide and smoothed across (Wu, 1991). */
export class Sheet {
  /** Width and height in pixels, the background as [red, green, blue]. */
  constructor(width, height, background) {
    this.flat = { along: width, across: height, alongStep: 1, acrossStep: width };
    this.steep = { along: height, across: width, alongStep: width, acrossStep: 1 };
    const fits = kept.image?.width === width && kept.image?.height === height;
    this.image = fits ? kept.image : new ImageData(width, height);
    kept.image = this.image; // the next picture is most often of the same size
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.pixels.fill(packed(background));
  }

  /** A line between two points, in pixels from the top left. */
  line(x1, y1, x2, y2, colour, alpha) {
    const value = packed(colour);
    if (Math.abs(x2 - x1) >= Math.abs(y2 - y1)) this.trace(x1, y1, x2, y2, this.flat, value, alpha);
    else this.trace(y1, x1, y2, x2, this.steep, value, alpha);
  }

  /**
   * One line by steps of a pixel along its longer axis. ``alongStep`` and ``acrossStep`` are how far
   * apart neighbours lie in memory, ``along`` and ``across`` how many there are.
   */
  trace(a1, b1, a2, b2, { along, across, alongStep, acrossStep }, value, alpha) {
    if (a1 > a2) [a1, b1, a2, b2] = [a2, b2, a1, b1];
    if (a1 === a2) return;
    const slope = (b2 - b1) / (a2 - a1);
    let first = Math.max(0, Math.ceil(a1 - 0.5));
    let last = Math.min(along - 1, Math.ceil(a2 - 0.5) - 1);
    if (slope !== 0) {
      // Only where both pixels of a step lie on the sheet.
      const [from, to] = [0.5, across - 1.5].map((b) => a1 + (b - b1) / slope - 0.5).sort((x, y) => x - y);
      first = Math.max(first, Math.ceil(from));
      last = Math.min(last, Math.floor(to));
    } else if (b1 < 0.5 || b1 > across - 1.5) return;
    const strength = Math.round(alpha * 256);
    const redBlue = value & 0xff00ff;
    const green = value & 0x00ff00;
    const { pixels } = this;
    const step = Math.round(slope * FRACTION);
    let position = Math.round((b1 + (first + 0.5 - a1) * slope - 0.5) * FRACTION);
    for (let a = first; a <= last; a++) {
      const at = (Math.imul(a, alongStep) + Math.imul(position >> 16, acrossStep)) | 0;
      const far = (Math.imul(position & 0xffff, strength) + 32768) >>> 16; // the farther pixel's share of 256
      const near = strength - far;
      const one = pixels[at];
      pixels[at] =
        0xff000000 |
        (((Math.imul(redBlue, near) + Math.imul(one & 0xff00ff, 256 - near) + 0x800080) >>> 8) & 0xff00ff) |
        (((Math.imul(green, near) + Math.imul(one & 0x00ff00, 256 - near) + 0x008000) >>> 8) & 0x00ff00);
      const two = pixels[at + acrossStep];
      pixels[at + acrossStep] =
        0xff000000 |
        (((Math.imul(redBlue, far) + Math.imul(two & 0xff00ff, 256 - far) + 0x800080) >>> 8) & 0xff00ff) |
        (((Math.imul(green, far) + Math.imul(two & 0x00ff00, 256 - far) + 0x008000) >>> 8) & 0x00ff00);
      position += step;
    }
  }
}

/**
 * Groups of {ends, colour, alpha}, weakest first, as single lines {at, red, green, blue, alpha}: those
 * that lie on one another, head upon head, become one line of the colour that they have together.
 * ``at`` is where in its group's ``ends`` a line was found first; all lines run between the same two x.
 */
export function together(groups, rgb) {
  const found = new Map();
  for (const { ends, colour, alpha } of groups) {
    const [red, green, blue] = rgb(colour);
    for (let i = 0; i < ends.length; i += 4) {
      const name = ends[i + 1] * 65536 + ends[i + 3];
      let line = found.get(name);
      if (!line) found.set(name, (line = { ends, at: i, red, green, blue, alpha: 0 }));
      const whole = alpha + line.alpha * (1 - alpha);
      const share = alpha / whole; // of the colour that comes on top
      line.red += (red - line.red) * share;
      line.green += (green - line.green) * share;
      line.blue += (blue - line.blue) * share;
      line.alpha = whole;
    }
  }
  return [...found.values()].sort((a, b) => a.alpha - b.alpha);
}

const packed = ([red, green, blue]) => (255 << 24) | (blue << 16) | (green << 8) | red;
