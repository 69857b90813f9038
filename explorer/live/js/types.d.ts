// What the files of the live page hand to one another. Only the type check reads this.

import type { Meta, Pen, Side } from "../../views/js/types.d.ts";

/** What packing.py says of the model: names, shapes and sizes, in the order of the bytes. */
export interface Layout {
  layers: number;
  heads: number;
  width: number;
  inner: number;
  matrices: [name: string, rows: number, columns: number][];
  floats: [name: string, length: number][];
}

export interface PlainMemory {
  buffer: ArrayBuffer;
  grow(pages: number): void;
}

/** A linear map in memory: codes in panels of 8 outputs, a step and a bias for each output. */
export interface LinearMap {
  codes: number;
  steps: number;
  bias: number;
  inputs: number;
  outputs: number;
}

/** The arithmetic of a pass; every number but counts is a place in memory. */
export interface Kernel {
  name: string;
  joinPlanes(low: number, high: number, codes: number, count: number): void;
  gelu(x: number, count: number): void;
  norm(x: number, r: number, norm: { gain: number; shift: number }, y: number, tokens: number, width: number): void;
  attend(
    places: { q: number; k: number; v: number; weights: number; out: number },
    tokens: number,
    stride: number,
    width: number,
  ): void;
  linear(x: number, map: LinearMap, y: number, tokens: number, spare: number): void;
}

/** Where the numbers of one pass lie. */
export interface Pass {
  tokens: number;
  stride: number; // of a row of weights: tokens, rounded up to a multiple of 4
  hidden: number[]; // (T, D) each, the embeddings first
  layers: { qkv: number; q: number; k: number; v: number; weights: number }[];
  spare: Record<string, number>;
}

/** A head's numbers by their names in its file. */
export type Tensors = Record<string, Float32Array>;

/** Name of a linear map -> low-rank updates of some of its outputs. */
export type Updates = Map<string, { rank: number; down: Float32Array; up: Float32Array; column: number }[]>;

/** A piece of a text: start and end count UTF-16 units. */
export interface Piece {
  id: number;
  piece: string;
  word: number;
  start: number;
  end: number;
}

/** A text as the model reads it; ``rows`` say of each token where it comes from. */
export interface Reading {
  ids: number[];
  segments: number[];
  side: Side;
  rows: (Piece & { segment: number; added: number })[];
  texts: string[];
}

/** One try of the longest match: the piece, and its id where the vocabulary has it. */
export interface Try {
  piece: string;
  id: number | null;
}

/** A word with its likeliest label and the next one. */
export interface Tagged {
  label: string;
  score: number;
  next: { label: string; score: number };
  places: number[];
  segment: number;
}

/** What the reader typed. */
export interface Typed {
  text: string;
  pair: string;
}

/** Name of a part -> its files in order, each with its sha256 as a browser compares it. */
export type Pieces = Record<string, [file: string, integrity: string][]>;

/** Where the model comes from. */
export interface Source {
  doing: string; // as the progress line says it
  kernel(): Promise<Uint8Array<ArrayBuffer>>;
  pieces(name: string): AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/** One of a token's vectors on its way into the first layer. */
export interface Stage {
  name: string;
  vector: Float32Array;
  length: number;
  cosine: number; // with the sum
}

/** A piece of a saved picture; it draws itself at a place. */
export interface Block {
  width: number; // that it needs; 0 where it takes what there is
  height: number;
  draw(pen: Pen, left: number, top: number): void;
}

/** What a room shows, as it is saved. */
export interface Sheet {
  name: string; // of the file, without its ending
  title: string;
  said: string; // the room's sentence
  shown: string[]; // for the caption: layer, head, a second text
  meta: Meta; // of the text
  blocks: Block[];
  rows: (string | number)[][]; // the first names the columns
}
