// The lenses by name, in the order of their tabs. A fourth one is its own file and its name here.

import { grid } from "./grid.js";
import { lines } from "./lines.js";
import { neuron } from "./neuron.js";

/** @type {Record<string, import("./types.d.ts").Lens>} */
export const LENSES = { lines, grid, neuron };
