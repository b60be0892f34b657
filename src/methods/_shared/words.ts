// Numbers as the captions of traces write them.

/** "1,024", always with English thousands separators. */
export function whole(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** "1 key", "12 keys"; words with an odd plural give it. */
export function count(value: number, noun: string, plural = `${noun}s`): string {
  return `${whole(value)} ${value === 1 ? noun : plural}`;
}

/** "12.3 %" of a fraction. */
export function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}

/** A small number with three digits that matter: "0.175", "12.4", "0.000812". */
export function number(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : String(value);
}

/** "0, 4 and 17"; long lists are cut: "0, 1, 2, 3, 4, 5 and 26 more". */
export function list(values: readonly number[], most = 6): string {
  const shown = values.slice(0, values.length > most + 1 ? most : values.length).map(String);
  const rest = values.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
