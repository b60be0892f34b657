// Rearranges matrices into the panels that `tile` reads, so that its loads are one stream each.

/**
 * Packs `rows` rows of `depth` numbers, times `scale`, into panels of `wide` rows: panel, column, row
 * within the panel. The last panel is filled up with zeros. `wide` is 4 or 8.
 */
export function pack(from: usize, rows: i32, depth: i32, to: usize, wide: i32, scale: f32): void {
  const rowBytes = (<usize>depth) << 2;
  for (let first = 0; first < rows; first += wide) {
    for (let part = 0; part < wide; part += 4) {
      const r0 = from + <usize>(first + part) * rowBytes;
      const r1 = r0 + rowBytes;
      const r2 = r1 + rowBytes;
      const at = to + ((<usize>part) << 2);
      packFour(
        r0,
        r1,
        r2,
        r2 + rowBytes,
        rows - first - part,
        depth,
        at,
        (<usize>wide) << 2,
        scale,
      );
    }
    to += rowBytes * wide;
  }
}

/**
 * Packs the rows that `list` (u32) names into panels of four. The list is read in whole fours; the
 * last entries may repeat.
 */
export function packListed(from: usize, list: usize, count: i32, depth: i32, to: usize): void {
  const rowBytes = (<usize>depth) << 2;
  for (let u = 0; u < count; u += 4) {
    const r0 = from + <usize>load<u32>(list) * rowBytes;
    const r1 = from + <usize>load<u32>(list, 4) * rowBytes;
    const r2 = from + <usize>load<u32>(list, 8) * rowBytes;
    const r3 = from + <usize>load<u32>(list, 12) * rowBytes;
    packFour(r0, r1, r2, r3, 4, depth, to, 16, 1);
    list += 16;
    to += rowBytes << 2;
  }
}

/** Four rows, of which `left` are real, side by side: one vector of every `stride` bytes per column. */
function packFour(
  r0: usize,
  r1: usize,
  r2: usize,
  r3: usize,
  left: i32,
  depth: i32,
  to: usize,
  stride: usize,
  scale: f32,
): void {
  const factor = f32x4.splat(scale);
  let p: usize = 0;
  const end = (<usize>depth) << 2;
  if (left >= 4) {
    for (; p + 16 <= end; p += 16) {
      const x0 = v128.load(r0 + p);
      const x1 = v128.load(r1 + p);
      const x2 = v128.load(r2 + p);
      const x3 = v128.load(r3 + p);
      const low01 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5);
      const high01 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
      const low23 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5);
      const high23 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
      v128.store(to, f32x4.mul(factor, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5)));
      v128.store(to + stride, f32x4.mul(factor, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7)));
      to += stride << 1;
      v128.store(to, f32x4.mul(factor, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5)));
      v128.store(to + stride, f32x4.mul(factor, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7)));
      to += stride << 1;
    }
  }
  for (; p < end; p += 4) {
    v128.store(to, f32x4.splat(0));
    if (left > 0) store<f32>(to, load<f32>(r0 + p) * scale);
    if (left > 1) store<f32>(to, load<f32>(r1 + p) * scale, 4);
    if (left > 2) store<f32>(to, load<f32>(r2 + p) * scale, 8);
    if (left > 3) store<f32>(to, load<f32>(r3 + p) * scale, 12);
    to += stride;
  }
}

/**
 * Packs `rows` rows of `cols` numbers into panels of four columns: panel, row, column within the
 * panel. Rows are filled up with zeros to a multiple of four, and so are the columns.
 */
export function packColumns(from: usize, rows: i32, cols: i32, to: usize): void {
  for (let first = 0; first < cols; first += 4) {
    let source = from + ((<usize>first) << 2);
    const left = cols - first;
    for (let i = 0; i < rows; i++) {
      if (left >= 4) {
        v128.store(to, v128.load(source));
      } else {
        v128.store(to, f32x4.splat(0));
        for (let c = 0; c < left; c++) {
          store<f32>(to + ((<usize>c) << 2), load<f32>(source + ((<usize>c) << 2)));
        }
      }
      to += 16;
      source += (<usize>cols) << 2;
    }
    for (let i = rows; (i & 3) !== 0; i++) {
      v128.store(to, f32x4.splat(0));
      to += 16;
    }
  }
}

/** Decodes float16, subnormals, infinities and NaN included; `count` is rounded up to four. */
export function unpackHalf(from: usize, count: i32, to: usize): void {
  // Moved into a float32's place the exponent is 112 too small; a multiplication mends that, and
  // normalises subnormals on the way. What then reaches 2^16 was infinity or NaN.
  const rebias = i32x4.splat(0x77800000); // 2^112
  const limit = f32x4.splat(65536);
  const infinite = i32x4.splat(0x7f800000);
  for (let p = 0; p < count; p += 4) {
    const half = v128.load_ext<u16>(from);
    const bits = i32x4.shl(v128.and(half, i32x4.splat(0x7fff)), 13);
    const sign = i32x4.shl(v128.and(half, i32x4.splat(0x8000)), 16);
    const value = f32x4.mul(bits, rebias);
    const special = v128.and(f32x4.ge(value, limit), infinite);
    v128.store(to, v128.or(v128.or(value, special), sign));
    from += 8;
    to += 16;
  }
}
