// Thousands of hairlines at once, blended pixel by pixel: stroking each of them takes far longer.

const FRACTION = 65536; // positions are whole numbers with 16 binary places

const kept = { image: null };

/** An opaque sheet of pixels. Lines are one pixel wide and smoothed across (Wu, 1991). */
export class Sheet {
  /** Width and height in pixels, the background as [red, green, blue]. */
  constructor(width, height, background) {
    Object.assign(this, { width, height });
    const fits = kept.image?.width === width && kept.image?.height === height;
    this.image = fits ? kept.image : new ImageData(width, height);
    kept.image = this.image; // the next picture is most often of the same size
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.pixels.fill(packed(background));
  }

  /** Lines of one colour: ``ends`` is x1, y1, x2, y2 again and again, pixels from the top left. */
  lines(ends, colour, alpha) {
    const value = packed(colour);
    for (let i = 0; i < ends.length; i += 4) {
      const [x1, y1, x2, y2] = [ends[i], ends[i + 1], ends[i + 2], ends[i + 3]];
      if (Math.abs(x2 - x1) >= Math.abs(y2 - y1)) {
        this.trace(x1, y1, x2, y2, this.width, this.height, 1, this.width, value, alpha);
      } else this.trace(y1, x1, y2, x2, this.height, this.width, this.width, 1, value, alpha);
    }
  }

  /**
   * One line by steps of a pixel along its longer axis. ``alongStep`` and ``acrossStep`` are how far
   * apart neighbours lie in memory, ``along`` and ``across`` how many there are.
   */
  trace(a1, b1, a2, b2, along, across, alongStep, acrossStep, value, alpha) {
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

const packed = ([red, green, blue]) => (255 << 24) | (blue << 16) | (green << 8) | red;
