// What the files of the view hand to one another. Only the type check reads this.

import type { View } from "./view.js";
import type { CanvasPen, SvgPen } from "./renderers.js";

/** A sequence of tokens: one entry a token. */
export interface Side {
  name: string;
  text: string;
  labels: string[];
  special: number[]; // 1: added by the tokenizer
  sep: number[]; // 1: [SEP], or what stands for it
  second: number[]; // 1: belongs to the second text of a pair
  word: number[]; // number of its word, -1 for special tokens
  words: string[]; // how each word is written
  rtl: boolean;
  dropped: number;
}

/** One kind of attention: which side looks at which. */
export interface Part {
  name: string;
  query: number;
  key: number;
  layers: number;
  heads: number;
  causal: boolean;
  whyNoVectors: string;
  width: number;
  valueWidth: number;
  scales: number[];
  masks: string[];
  maskHeads: number[];
}

export interface Meta {
  version: number;
  tag: string;
  model: { label: string; id: string; revision: string | null };
  sides: Side[];
  parts: Part[];
  exports?: boolean; // whether the app has a dialog for files
  /** How exact the weights are, where it is not what the bytes alone cost. */
  exact?: string;
  start?: Partial<Choice> & { link?: string; asked?: number; anew?: string[] };
  missing?: boolean;
  name?: string;
  role?: string;
  index?: { names: string[]; lengths: number[] };
}

/** What the reader has chosen; layers, heads and tokens count from 0. */
export interface Choice {
  lens: string;
  part: number;
  layer: number;
  heads: number[];
  mean: boolean;
  pair: string;
  specials: string;
  words: boolean;
  keep: string;
  share: number;
  least: number;
  pin: Pin | null;
  base: number;
  sort: string;
  mark: string;
  scale: string;
  zoom: number;
  look: string;
}

export interface Pin {
  side: "query" | "key";
  at: number;
}

/** A row or column of the lines lens: a token, or a word of several. */
export interface Entry {
  label: string;
  members: number[];
  word: number;
  special: boolean;
  second: boolean;
}

/** One layer's weights as they were sent. */
export interface Weights {
  bytes: Uint8Array;
  scale: Uint8Array;
  heads: number;
  queries: number;
  keys: number;
}

export interface Vectors {
  query: Float32Array;
  key: Float32Array;
  value: Float32Array;
  mask: Float32Array | null;
  scale: number;
  kind: string;
  maskHeads: number;
}

/** The part of the picture that is seen: its size, and where in the whole it begins. */
export interface Frame {
  width: number;
  height: number;
  top: number;
  left: number;
}

/** What stands at a place of a picture. Which fields it has depends on the lens. */
export interface Hit {
  side?: "query" | "key";
  place?: number;
  index?: number;
  layer?: number;
  head?: number;
  query?: number;
  key?: number;
  kind?: string;
  dimension?: number;
}

export interface Look {
  theme: "light" | "dark";
  print: boolean;
  background: string;
  text: string;
  faint: string;
  line: string;
  masked: string;
  accent: string;
  mark: string;
  tints: string[];
  size: number;
  /** How much larger letters are than on the screen. */
  larger: number;
  font: string;
  sans: string;
  sequential: Uint32Array;
  sequentialCss: string[];
  signedCss: string[];
}

export type Pen = CanvasPen | SvgPen;

export interface LineStyle {
  colour: string;
  alpha?: number;
  width?: number;
  dash?: number[];
}

export interface BoxStyle {
  fill?: string;
  stroke?: string;
  radius?: number;
  line?: number;
  alpha?: number;
}

export interface PathStyle {
  fill?: string;
  stroke?: string;
  line?: number;
  alpha?: number;
}

export interface TextStyle {
  size: number;
  colour?: string;
  align?: string;
  most?: number;
  font?: string;
  bold?: boolean;
  /** Whether it is read from below. */
  upward?: boolean;
}

/**
 * A way of looking at attention. It owns all that differs from the others: to the rest of the view
 * every lens is the same. ``content`` of the view is what its ``prepare`` returned.
 */
export interface Lens {
  title: string;
  hint: string;
  /** How to read it, while nothing is pointed at. */
  advice: string;
  /** What to do next, while a token is pinned. */
  pinned?: string;
  /** The letter that opens it. */
  key: string;
  /** The controls that it listens to. */
  controls: string[];
  /** Whether it shows one head at a time. */
  oneHead?: boolean;
  /** Whether the overlay replaces the rest, which is dimmed. */
  dims?: boolean;
  /**
   * What a moving pointer does: "passing" marks until something else happens, "staying" marks
   * until something else is pointed at, "telling" only changes the sentence.
   */
  pointing: "passing" | "staying" | "telling";
  /** The content, made from the weights of the chosen layer; or a sentence that says why not. */
  prepare(view: View, data: Weights, before: any): any;
  size(view: View, width: number): { width: number; height: number };
  draw(view: View, pen: Pen, frame: Frame): any;
  overlay(view: View, pen: Pen, frame: Frame): void;
  /** The colours, in a saved picture. */
  legend(view: View, pen: Pen, x: number, y: number, style: TextStyle): void;
  /** What stands at a place, or null. */
  at(view: View, x: number, y: number, frame: Frame): Hit | null;
  /** How far down something that can be pointed at stands. */
  yOf(view: View, hit: Hit, width: number): number;
  /** What is pointed at, or else pinned. */
  focus(view: View): Hit | null;
  /** An arrow key. */
  move(view: View, arrow: string): void;
  press(view: View, hit: Hit | null): any;
  enter(view: View): any;
  /** What to choose when its letter opens it. */
  opening?(view: View): Partial<Choice>;
  summary(view: View): string;
  tip(view: View, hit: Hit): string;
  table(view: View): { title: string; heads: string[]; rows: string[][] };
  /** Rows of cells, the first the names of the columns. */
  csv(view: View): (string | number)[][];
  /** Which layers and heads are seen. */
  where(view: View): string;
  /** What the picture leaves out or changes, for its caption. */
  notes?(view: View): string[];
  /** Where the attention goes: shares that add up to 1, each with its name. */
  meter?(view: View): { shares: { kind: string; name: string; share: number; detail: string }[]; title: string; text: string };
  /** The colour bar, or null. */
  scale?(view: View): { colours: string[]; low: string; high: string } | null;
}
