// Numbers and tokens as the figure writes them. One place, so that a value reads the same everywhere.

const MINUS = '−';

/** A fraction as a percentage: 0.801 → "80.1 %". */
export function percent(fraction: number, digits = 1): string {
  return `${fixed(fraction * 100, digits)} %`;
}

/** Short percentage for axes: 0.8 → "80%". */
export function percentTick(fraction: number): string {
  return `${fixed(fraction * 100, 0)}%`;
}

/** For the ticks of an axis whose values are written by `format`: no more digits than they need. */
export function tickFormat(
  format: (value: number) => string,
  ticks: readonly number[],
): (value: number) => string {
  if (format === percent) return percentTick;
  const step = Math.abs((ticks[1] ?? 1) - (ticks[0] ?? 0)) || 1;
  const digits = Math.min(6, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)));
  return (value) => fixed(value, digits);
}

/** Fixed digits with a true minus sign, never "−0.00". */
export function fixed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/** Loss differences always carry their sign: 0.09 → "+0.09". */
export function signed(value: number, digits = 2): string {
  const text = fixed(value, digits);
  return text.startsWith(MINUS) || Number(text) === 0 ? text : `+${text}`;
}

/** An attention weight: three significant digits, powers of ten below a thousandth. */
export function weight(value: number): string {
  if (value === 0) return '0';
  if (Math.abs(value) >= 1e-3) return trim(value.toPrecision(value >= 0.9995 ? 4 : 2));
  return power(value, 1);
}

/** 0.000083 → "8.3·10⁻⁵". */
export function power(value: number, digits = 1): string {
  if (value === 0) return '0';
  const [head = '', exponent = '0'] = value.toExponential(digits).split('e');
  return `${head.replace('-', MINUS)}·10${superscript(Number(exponent))}`;
}

/** An integer exponent in superscript digits: −4 → "⁻⁴". */
export function superscript(exponent: number): string {
  return [...String(exponent)]
    .map((digit) => (digit === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(Number(digit))))
    .join('');
}

/** Counts with thin thousands: 131072 → "131,072". */
export function count(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Any plain number with about three significant digits, for stages and tables. */
export function plain(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e9)
    return (value < 0 ? MINUS : '') + count(Math.abs(value));
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return power(value, 2);
  return fixed(value, Math.max(0, 2 - Math.floor(Math.log10(size))));
}

/** Characters that nobody sees, though they break lines or turn the text around them. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;
/** What is, or may be, written from right to left: UAX 9's ranges of Hebrew, Arabic and the scripts like them. */
const LEFTWARD = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * The token's own characters with line breaks, tabs and marks of direction made visible; the begin mark by
 * its name.
 */
export function visible(piece: string): string {
  if (piece === '') return '⟨begin⟩';
  return piece
    .replace(/\r?\n/g, '↵')
    .replace(/\t/g, '⇥')
    .replace(UNSEEN, (mark) => {
      const code = mark.codePointAt(0)!.toString(16).toUpperCase();
      return `⟨U+${code.padStart(4, '0')}⟩`;
    });
}

/**
 * A part of an English line that may be in any script, isolated where it runs from right to left: two such
 * parts would else be read as one, in the wrong order (UAX 9).
 */
export function isolated(text: string): string {
  return LEFTWARD.test(text) ? `\u2068${text}\u2069` : text;
}

/** A token in running text, its leading space inside the quotes: “ lucky”. */
export function quoted(piece: string | undefined): string {
  if (piece === undefined) return '';
  return piece === '' ? '⟨begin⟩' : `“${isolated(visible(piece))}”`;
}

/** A token cut to `length` characters for an axis. */
export function shortened(piece: string, length: number): string {
  const text = visible(piece);
  const cut = [...text].length > length ? `${[...text].slice(0, length - 1).join('')}…` : text;
  return isolated(cut);
}

function trim(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
