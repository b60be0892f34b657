// What kind of head it is, from its dense map: where its rows look, in three numbers.

export interface HeadProfile {
  /** Mean attention mass on the newest 16 keys, the query's own among them. */
  readonly local: number;
  /** Mean attention mass on the first token. */
  readonly sink: number;
  /** Mean of each row's largest weight on a key at least 64 tokens back, the first token aside. */
  readonly far: number;
}

const NEAR = 16;
const FAR = 64;

/** Profile of a dense causal n × n map, over the rows that have far keys. NaN where none has. */
export function headProfile(map: Float32Array, n: number): HeadProfile {
  let local = 0;
  let sink = 0;
  let far = 0;
  for (let i = FAR + 1; i < n; i++) {
    const row = map.subarray(i * n, i * n + i + 1);
    for (let j = i - NEAR + 1; j <= i; j++) local += row[j] as number;
    sink += row[0] as number;
    let largest = 0;
    for (let j = 1; j <= i - FAR; j++) largest = Math.max(largest, row[j] as number);
    far += largest;
  }
  const rows = Math.max(0, n - FAR - 1);
  return { local: local / rows, sink: sink / rows, far: far / rows };
}
