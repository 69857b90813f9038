// The arithmetic of the forward pass in WebAssembly with 128-bit SIMD. No libc and no allocation:
// engine.js lays the memory out. T tokens, K inputs, N outputs, D hidden width, H heads.
// README.md in this folder says how kernel_dot.wasm is built.
#include <wasm_simd128.h>

typedef float f32;
typedef short i16;
typedef signed char i8;

#define EXPORT(name) __attribute__((export_name(#name)))
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
#define HEAD 32   // numbers of a head's query, key and value
#define BLOCK 192 // products at most that are added in 32 bits; packing.py checks that none overflows

// e^x for x <= 88, by the polynomial of Cephes' expf (Moshier, 1992).
INLINE v128_t exp4(v128_t x) {
  x = wasm_f32x4_max(x, wasm_f32x4_splat(-87.3f));
  v128_t n = wasm_f32x4_nearest(wasm_f32x4_mul(x, wasm_f32x4_splat(1.44269504088896341f)));
  x = wasm_f32x4_sub(x, wasm_f32x4_mul(n, wasm_f32x4_splat(0.693359375f)));
  x = wasm_f32x4_sub(x, wasm_f32x4_mul(n, wasm_f32x4_splat(-2.12194440e-4f)));
  static const f32 terms[] = {1.3981999507e-3f, 8.3334519073e-3f, 4.1665795894e-2f,
                              1.6666665459e-1f, 5.0000001201e-1f};
  v128_t p = wasm_f32x4_splat(1.9875691500e-4f);
  UNROLL for (int i = 0; i < 5; i++) p = wasm_f32x4_add(wasm_f32x4_mul(p, x), wasm_f32x4_splat(terms[i]));
  p = wasm_f32x4_add(wasm_f32x4_mul(p, wasm_f32x4_mul(x, x)), wasm_f32x4_add(x, wasm_f32x4_splat(1.0f)));
  v128_t exponent = wasm_i32x4_add(wasm_i32x4_trunc_sat_f32x4(n), wasm_i32x4_splat(127));
  return wasm_f32x4_mul(p, wasm_i32x4_shl(exponent, 23));
}

// erf as a quotient of two polynomials, exact to a float; beyond 4 it is 1. kernel_js.js has the same.
INLINE v128_t erf4(v128_t x) {
  static const f32 above[] = {2.77068142495902e-08f, -2.10102402082508e-06f, -5.69250639462346e-05f,
                              -7.34990630326855e-04f, -2.95459980854025e-03f, -1.60960333262415e-02f};
  static const f32 below[] = {-2.13374055278905e-04f, -1.68282697438203e-03f, -7.37332916720468e-03f,
                              -1.42647390514189e-02f};
  x = wasm_f32x4_min(wasm_f32x4_max(x, wasm_f32x4_splat(-4.0f)), wasm_f32x4_splat(4.0f));
  v128_t square = wasm_f32x4_mul(x, x);
  v128_t p = wasm_f32x4_splat(-2.72614225801306e-10f);
  UNROLL for (int i = 0; i < 6; i++) p = wasm_f32x4_add(wasm_f32x4_mul(p, square), wasm_f32x4_splat(above[i]));
  v128_t q = wasm_f32x4_splat(-1.45660718464996e-05f);
  UNROLL for (int i = 0; i < 4; i++) q = wasm_f32x4_add(wasm_f32x4_mul(q, square), wasm_f32x4_splat(below[i]));
  return wasm_f32x4_div(wasm_f32x4_mul(x, p), q);
}

INLINE f32 sum4(v128_t v) {
  return wasm_f32x4_extract_lane(v, 0) + wasm_f32x4_extract_lane(v, 1) + wasm_f32x4_extract_lane(v, 2) +
         wasm_f32x4_extract_lane(v, 3);
}

INLINE f32 max4(v128_t v) {
  v = wasm_f32x4_max(v, wasm_i32x4_shuffle(v, v, 2, 3, 0, 1));
  f32 a = wasm_f32x4_extract_lane(v, 0), b = wasm_f32x4_extract_lane(v, 1);
  return a > b ? a : b;
}

// x <- gelu(x), n numbers, a multiple of 4 (Hendrycks and Gimpel, 2016, with erf).
EXPORT(gelu) void gelu(f32 *x, int n) {
  for (int i = 0; i < n; i += 4) {
    v128_t v = wasm_v128_load(x + i);
    v128_t share = wasm_f32x4_add(erf4(wasm_f32x4_mul(v, wasm_f32x4_splat(0.70710678118654752f))), wasm_f32x4_splat(1.0f));
    wasm_v128_store(x + i, wasm_f32x4_mul(wasm_f32x4_mul(v, wasm_f32x4_splat(0.5f)), share));
  }
}

// y <- LayerNorm(x + r) of T rows of D numbers.
EXPORT(norm) void norm(const f32 *x, const f32 *r, const f32 *gain, const f32 *shift, f32 *y, int T, int D) {
  for (int t = 0; t < T; t++, x += D, r += D, y += D) {
    v128_t sum = wasm_f32x4_splat(0), squares = sum;
    for (int i = 0; i < D; i += 4) {
      v128_t v = wasm_f32x4_add(wasm_v128_load(x + i), wasm_v128_load(r + i));
      wasm_v128_store(y + i, v);
      sum = wasm_f32x4_add(sum, v);
    }
    v128_t mean = wasm_f32x4_splat(sum4(sum) / D);
    for (int i = 0; i < D; i += 4) {
      v128_t v = wasm_f32x4_sub(wasm_v128_load(y + i), mean);
      squares = wasm_f32x4_add(squares, wasm_f32x4_mul(v, v));
    }
    v128_t unit = wasm_f32x4_splat(1.0f / __builtin_sqrtf(sum4(squares) / D + 1e-12f));
    for (int i = 0; i < D; i += 4) {
      v128_t v = wasm_f32x4_mul(wasm_f32x4_sub(wasm_v128_load(y + i), mean), unit);
      wasm_v128_store(y + i, wasm_f32x4_add(wasm_f32x4_mul(v, wasm_v128_load(gain + i)), wasm_v128_load(shift + i)));
    }
  }
}

// p[0..stride) <- softmax of p[0..T); what lies beyond T becomes 0. stride is a multiple of 4.
INLINE void softmax(f32 *p, f32 top, int T, int stride) {
  for (int j = T; j < stride; j++) p[j] = -1e30f;
  v128_t most = wasm_f32x4_splat(top), sum = wasm_f32x4_splat(0);
  for (int j = 0; j < stride; j += 4) {
    v128_t e = exp4(wasm_f32x4_sub(wasm_v128_load(p + j), most));
    wasm_v128_store(p + j, e);
    sum = wasm_f32x4_add(sum, e);
  }
  v128_t unit = wasm_f32x4_splat(1.0f / sum4(sum));
  for (int j = 0; j < stride; j += 4) wasm_v128_store(p + j, wasm_f32x4_mul(wasm_v128_load(p + j), unit));
  for (int j = T; j < stride; j++) p[j] = 0;
}

// Scores of one query with T keys, scaled; returns the largest.
INLINE f32 scores(const f32 *query, const f32 *k, f32 *p, int T, int D) {
  v128_t a[HEAD / 4];
  f32 top = -1e30f;
  UNROLL for (int d = 0; d < HEAD / 4; d++)
    a[d] = wasm_f32x4_mul(wasm_v128_load(query + 4 * d), wasm_f32x4_splat(0.17677669529663689f));
  for (int j = 0; j < T; j++, k += D) {
    v128_t even = wasm_f32x4_mul(a[0], wasm_v128_load(k)), odd = wasm_f32x4_mul(a[1], wasm_v128_load(k + 4));
    UNROLL for (int d = 2; d < HEAD / 4; d += 2) {
      even = wasm_f32x4_add(even, wasm_f32x4_mul(a[d], wasm_v128_load(k + 4 * d)));
      odd = wasm_f32x4_add(odd, wasm_f32x4_mul(a[d + 1], wasm_v128_load(k + 4 * d + 4)));
    }
    p[j] = sum4(wasm_f32x4_add(even, odd));
    top = p[j] > top ? p[j] : top;
  }
  return top;
}

// q, k, v: (T, D). weights <- (H, T, stride), rows padded with 0; out <- (T, D).
EXPORT(attend) void attend(const f32 *q, const f32 *k, const f32 *v, f32 *weights, f32 *out, int T, int stride, int D) {
  for (int at = 0; at < D; at += HEAD) {
    for (int i = 0; i < T; i++, weights += stride) {
      softmax(weights, scores(q + i * D + at, k + at, weights, T, D), T, stride);
      v128_t sum[HEAD / 4];
      UNROLL for (int d = 0; d < HEAD / 4; d++) sum[d] = wasm_f32x4_splat(0);
      for (int j = 0; j < T; j++) {
        v128_t w = wasm_v128_load32_splat(weights + j);
        const f32 *value = v + j * D + at;
        UNROLL for (int d = 0; d < HEAD / 4; d++)
          sum[d] = wasm_f32x4_add(sum[d], wasm_f32x4_mul(w, wasm_v128_load(value + 4 * d)));
      }
      UNROLL for (int d = 0; d < HEAD / 4; d++) wasm_v128_store(out + i * D + at + 4 * d, sum[d]);
    }
  }
}

// Rows of K floats as whole numbers of at most ``most`` units, and the unit of each row.
EXPORT(round_rows) void round_rows(const f32 *x, i16 *codes, f32 *units, int T, int K, f32 most) {
  for (int t = 0; t < T; t++, x += K, codes += K) {
    v128_t top = wasm_f32x4_splat(0);
    for (int i = 0; i < K; i += 4) top = wasm_f32x4_max(top, wasm_f32x4_abs(wasm_v128_load(x + i)));
    f32 largest = max4(top);
    units[t] = largest > 0 ? largest / most : 1.0f;
    v128_t inverse = wasm_f32x4_splat(1.0f / units[t]);
    for (int i = 0; i < K; i += 8) {
      v128_t a = wasm_f32x4_nearest(wasm_f32x4_mul(wasm_v128_load(x + i), inverse));
      v128_t b = wasm_f32x4_nearest(wasm_f32x4_mul(wasm_v128_load(x + i + 4), inverse));
      wasm_v128_store(codes + i, wasm_i16x8_narrow_i32x4(wasm_i32x4_trunc_sat_f32x4(a), wasm_i32x4_trunc_sat_f32x4(b)));
    }
  }
}

typedef struct {
  v128_t low, high; // of four outputs each
} pair;

// ``rows`` tokens times one panel of 8 outputs; ``rows`` is a constant, so that all stays in registers.
INLINE void tile(int rows, const i16 *x, const f32 *units, const i16 *w, f32 *y, int K, int N, pair steps, pair bias) {
  pair total[6];
  UNROLL for (int m = 0; m < rows; m++) total[m].low = total[m].high = wasm_f32x4_splat(0);
  for (int from = 0; from < K; from += BLOCK) {
    pair sum[6];
    UNROLL for (int m = 0; m < rows; m++) sum[m].low = sum[m].high = wasm_i32x4_splat(0);
    int to = from + BLOCK < K ? from + BLOCK : K; // the last block may be shorter
    for (int k = from; k < to; k += 2, w += 16) {
      v128_t low = wasm_v128_load(w), high = wasm_v128_load(w + 8);
      UNROLL for (int m = 0; m < rows; m++) {
        v128_t two = wasm_v128_load32_splat(x + m * K + k);
        sum[m].low = wasm_i32x4_add(sum[m].low, wasm_i32x4_dot_i16x8(two, low));
        sum[m].high = wasm_i32x4_add(sum[m].high, wasm_i32x4_dot_i16x8(two, high));
      }
    }
    UNROLL for (int m = 0; m < rows; m++) {
      total[m].low = wasm_f32x4_add(total[m].low, wasm_f32x4_convert_i32x4(sum[m].low));
      total[m].high = wasm_f32x4_add(total[m].high, wasm_f32x4_convert_i32x4(sum[m].high));
    }
  }
  UNROLL for (int m = 0; m < rows; m++) {
    v128_t unit = wasm_f32x4_splat(units[m]);
    wasm_v128_store(y + m * N, wasm_f32x4_add(wasm_f32x4_mul(total[m].low, wasm_f32x4_mul(unit, steps.low)), bias.low));
    wasm_v128_store(y + m * N + 4, wasm_f32x4_add(wasm_f32x4_mul(total[m].high, wasm_f32x4_mul(unit, steps.high)), bias.high));
  }
}

// y (T, N) <- x (T, K) times the weights plus bias: x as round_rows makes it, weights in panels (N / 8, K / 2, 8, 2).
EXPORT(linear_dot) void linear_dot(const i16 *x, const f32 *units, const i16 *w, const f32 *steps, const f32 *bias, f32 *y, int T, int K, int N) {
  for (int n = 0; n < N; n += 8, w += 8 * K, y += 8) {
    pair s = {wasm_v128_load(steps + n), wasm_v128_load(steps + n + 4)};
    pair b = {wasm_v128_load(bias + n), wasm_v128_load(bias + n + 4)};
    int t = 0;
#define TILE(rows) tile(rows, x + t * K, units + t, w, y + t * N, K, N, s, b), t += rows
    while (T - t >= 6 && T - t != 8) TILE(6);
    if (T - t == 8) TILE(4);
    switch (T - t) {
      case 5: TILE(5); break;
      case 4: TILE(4); break;
      case 3: TILE(3); break;
      case 2: TILE(2); break;
      case 1: TILE(1); break;
    }
#undef TILE
  }
}

// 16-bit codes from their two planes of n signed bytes, n a multiple of 8.
EXPORT(join_planes) void join_planes(const i8 *low, const i8 *high, i16 *codes, int n) {
  for (int i = 0; i < n; i += 8)
    wasm_v128_store(codes + i, wasm_i16x8_add(wasm_i16x8_load8x8(low + i), wasm_i16x8_shl(wasm_i16x8_load8x8(high + i), 8)));
}
