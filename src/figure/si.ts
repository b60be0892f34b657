// Large numbers with a prefix of the SI instead of zeros.

/** Short, for ticks: 5e15 → "5 P". */
export function siText(value: number, digits = 1): string {
  const units = ['', 'k', 'M', 'G', 'T', 'P', 'E'];
  const unit = Math.max(0, Math.min(units.length - 1, Math.floor(Math.log10(value) / 3)));
  const scaled = value / 1000 ** unit;
  const text = value === 0 ? '0' : scaled.toPrecision(digits);
  return `${text.includes('e') ? scaled.toFixed(0) : text} ${units[unit] ?? ''}`;
}
