// From bytes to the numbers of a picture: words merged, special tokens hidden, heads averaged.

const STEP = 1 / (255 * 255);

/** One weight as it was sent. */
export function weight(data, head, query, key) {
  const row = head * data.queries + query;
  return data.bytes[row * data.keys + key] * data.scale[row] * STEP;
}

/**
 * One head as rows x columns of weights. To a word: the sum over its pieces; from a word: the mean.
 * ``renorm`` shares out what goes to special tokens among the others.
 */
export function headMatrix(data, head, rows, columns, renorm) {
  const merged = merge(data, head, rows, columns);
  if (renorm) {
    rows.forEach((row, r) => {
      const kept = 1 - specialMass(data, head, row, renorm);
      const by = kept > 1e-6 ? 1 / kept : 0;
      for (let c = 0; c < columns.length; c++) merged[r * columns.length + c] *= by;
    });
  }
  return merged;
}

function merge(data, head, rows, columns) {
  const { bytes, scale, queries, keys } = data;
  const out = new Float32Array(rows.length * columns.length);
  const single = columns.every((column) => column.members.length === 1);
  const places = Int32Array.from(columns, (column) => column.members[0]);
  rows.forEach((row, r) => {
    for (const query of row.members) {
      const line = head * queries + query;
      const unit = (scale[line] * STEP) / row.members.length;
      const from = line * keys;
      const to = r * columns.length;
      if (single) {
        for (let c = 0; c < places.length; c++) out[to + c] += bytes[from + places[c]] * unit;
      } else {
        columns.forEach((column, c) => {
          for (const key of column.members) out[to + c] += bytes[from + key] * unit;
        });
      }
    }
  });
  return out;
}

/** Mass that one row sends to the tokens in ``places``, averaged over its pieces. */
function specialMass(data, head, row, places) {
  let sum = 0;
  for (const query of row.members) {
    for (const key of places) sum += weight(data, head, query, key);
  }
  return sum / row.members.length;
}

/** The mean of several heads' matrices. */
export function meanMatrix(matrices) {
  const mean = new Float32Array(matrices[0].length);
  for (const matrix of matrices) {
    for (let i = 0; i < mean.length; i++) mean[i] += matrix[i] / matrices.length;
  }
  return mean;
}

/**
 * The least weight to draw in each row: one threshold for all rows, or for each row the largest
 * one that leaves at least ``share`` of what the row shows.
 */
export function cuts(matrix, rows, columns, { keep, share, least }) {
  const cut = new Float32Array(rows).fill(Math.max(least, 1e-9));
  if (keep === "least") return cut;
  for (let r = 0; r < rows; r++) cut[r] = shareCut(matrix, r * columns, columns, share);
  return cut;
}

const STEPS = 256;
const steps = new Float32Array(STEPS);

/** By counting the row's weights in 256 steps of its largest: no sorting. */
function shareCut(matrix, from, count, share) {
  let top = 0;
  let sum = 0;
  for (let i = from; i < from + count; i++) {
    top = Math.max(top, matrix[i]);
    sum += matrix[i];
  }
  if (top <= 0) return Infinity;
  if (share >= 1) return 1e-9;
  steps.fill(0);
  const unit = (STEPS - 1) / top;
  for (let i = from; i < from + count; i++) steps[(matrix[i] * unit) | 0] += matrix[i];
  let kept = 0;
  let step = STEPS - 1;
  while (step > 0 && (kept += steps[step]) < share * sum - 1e-7) step--;
  return Math.max(step / unit - 1e-9, 1e-9);
}

/**
 * Where the mass of the shown rows goes, as shares of 1, averaged over rows and heads:
 * drawn, weak (shown but below the cut), other (text that is filtered out), special, and the
 * share of each special token by its label.
 */
export function massMeter(data, heads, rows, side, shownColumns, drawn) {
  const shown = new Uint8Array(data.keys);
  for (const column of shownColumns) for (const key of column.members) shown[key] = 1;
  const meter = { special: 0, specialHidden: 0, other: 0, byLabel: new Map() };
  const unit = 1 / (heads.length * Math.max(1, rows.length));
  for (const head of heads) {
    for (const row of rows) addRow(meter, data, head, row, side, shown, unit);
  }
  meter.drawn = drawn;
  meter.weak = Math.max(0, 1 - meter.specialHidden - meter.other - drawn);
  return meter;
}

function addRow(meter, data, head, row, side, shown, unit) {
  for (const query of row.members) {
    const line = head * data.queries + query;
    const by = (data.scale[line] * STEP * unit) / row.members.length;
    const from = line * data.keys;
    for (let key = 0; key < data.keys; key++) {
      const mass = data.bytes[from + key] * by;
      if (!mass) continue;
      if (side.special[key]) {
        meter.special += mass;
        meter.byLabel.set(side.labels[key], (meter.byLabel.get(side.labels[key]) ?? 0) + mass);
        if (!shown[key]) meter.specialHidden += mass;
      } else if (!shown[key]) meter.other += mass;
    }
  }
}

/** Numbers about one head, each 0..1, for sorting and marking heads in the grid. */
export const MEASURES = {
  peak: "largest weight of a row, on average",
  special: "mass to special tokens",
  first: "mass to the first token",
  itself: "mass to the token itself",
  previous: "mass to the token before",
  next: "mass to the token after",
};

export function measure(name, data, head, side) {
  const { queries, keys } = data;
  let sum = 0;
  for (let query = 0; query < queries; query++) {
    if (name === "peak") sum += rowPeak(data, head, query);
    else if (name === "special") {
      for (let key = 0; key < keys; key++) if (side.special[key]) sum += weight(data, head, query, key);
    } else {
      const key = { first: 0, itself: query, previous: query - 1, next: query + 1 }[name];
      if (key >= 0 && key < keys) sum += weight(data, head, query, key);
    }
  }
  return sum / queries;
}

function rowPeak(data, head, query) {
  const row = head * data.queries + query;
  let top = 0;
  for (let key = 0, i = row * data.keys; key < data.keys; key++, i++) top = Math.max(top, data.bytes[i]);
  return top * data.scale[row] * STEP;
}
