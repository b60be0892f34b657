// Several standalone SVGs in one, in rows. Their ids may repeat: equal ones mean equal colours.
import { escapeXml } from './text.ts';

const OPENING = /^<svg xmlns="[^"]+" viewBox="0 0 (\d+) (\d+)"/;

/** Throws where a part is not an SVG of `frameSvg`. */
export function gridSvg(parts: readonly string[], label: string): string {
  const sizes = parts.map((part) => {
    const [, width, height] = OPENING.exec(part) ?? [];
    if (width === undefined) throw new Error(`not an SVG of a figure: ${part.slice(0, 60)}`);
    return { width: Number(width), height: Number(height) };
  });
  const columns = columnsFor(parts.length);
  const wide = Math.max(0, ...sizes.map(({ width }) => width));
  let [y, tall] = [0, 0];
  const placed = parts.map((part, i) => {
    if (i % columns === 0) [y, tall] = [y + tall, 0];
    tall = Math.max(tall, sizes[i]?.height ?? 0);
    return part.replace(/^<svg xmlns="[^"]+"/, `<svg x="${(i % columns) * wide}" y="${y}"`);
  });
  const [width, height] = [wide * Math.min(columns, parts.length), y + tall];
  const ground = /<rect [^>]*fill="(#[0-9a-f]{6})"\/>/.exec(parts[0] ?? '')?.[1] ?? '#ffffff';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeXml(label)}">`,
    `<rect width="${width}" height="${height}" fill="${ground}"/>`,
    ...placed,
    '</svg>',
  ].join('\n');
}

/** Up to three beside each other; four as two by two. */
function columnsFor(count: number): number {
  return count === 4 ? 2 : Math.min(3, Math.max(1, count));
}
