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
  const count = columns.length;
  const out = new Float32Array(rows.length * count);
  const places = Int32Array.from(columns.flatMap((column) => column.members));
  const into = Int32Array.from(columns.flatMap((column, c) => column.members.map(() => c)));
  const whole = count === keys; // every key, alone and in its place
  for (let r = 0; r < rows.length; r++) {
    const { members } = rows[r];
    for (const query of members) {
      const line = head * queries + query;
      const unit = (scale[line] * STEP) / members.length;
      const from = line * keys;
      const to = r * count;
      if (whole) for (let c = 0; c < count; c++) out[to + c] += bytes[from + c] * unit;
      else for (let m = 0; m < places.length; m++) out[to + into[m]] += bytes[from + places[m]] * unit;
    }
  }
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
 * {cut, lines, mass}: the least weight to draw in each row, how many pass, and the mass they carry.
 * One threshold for all rows, or for each row the largest one that leaves at least ``share`` of
 * what the row shows.
 */
export function cuts(matrix, rows, columns, { keep, share, least }) {
  const found = { cut: new Float32Array(rows), lines: 0, mass: 0 };
  for (let r = 0; r < rows; r++) {
    const from = r * columns;
    if (keep === "mass" && share < 1) shareCut(found, matrix, r, from, from + columns, share);
    else leastCut(found, matrix, r, from, from + columns, keep === "least" ? least : 0);
  }
  return found;
}

function leastCut(found, matrix, r, from, to, least) {
  const cut = Math.max(least, SMALLEST);
  found.cut[r] = cut;
  for (let i = from; i < to; i++) {
    if (matrix[i] >= cut) {
      found.lines++;
      found.mass += matrix[i];
    }
  }
}

const SMALLEST = 1e-9;
const STEPS = 256;
const stepMass = new Float32Array(STEPS);
const stepCount = new Uint32Array(STEPS);

/** By counting the row's weights in 256 steps of its largest: no sorting. */
function shareCut(found, matrix, r, from, to, share) {
  let top = 0;
  let sum = 0;
  for (let i = from; i < to; i++) {
    const value = matrix[i];
    if (value > top) top = value;
    sum += value;
  }
  found.cut[r] = Infinity;
  if (top <= 0) return;
  stepMass.fill(0);
  stepCount.fill(0);
  const unit = (STEPS - 1) / top;
  for (let i = from; i < to; i++) {
    const step = Math.round(matrix[i] * unit);
    stepMass[step] += matrix[i];
    stepCount[step]++;
  }
  let step = STEPS;
  let mass = 0;
  while (step > 1 && mass < share * sum - 1e-6) {
    step--;
    mass += stepMass[step];
    found.lines += stepCount[step];
  }
  found.mass += mass;
  found.cut[r] = (step - 0.5) / unit;
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

/** [name, words] of the measures that mean something for a part: "before" needs one and the same text. */
export function measuresOf(part) {
  const all = Object.entries(MEASURES);
  return part.query === part.key ? all : all.slice(0, 3);
}

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
