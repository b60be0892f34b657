// Where the texts of a standalone SVG lie, by the widths of the widest typeface that it may be shown in.
import { widthOf } from '../../../src/figure/export/text.ts';
import { parseXml, type XmlElement } from './xml.ts';

export interface Box {
  readonly content: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface SvgLayout {
  readonly width: number;
  readonly height: number;
  readonly texts: readonly Box[];
}

/** Throws where the file is not well-formed. Drawings in another unit hold no texts. */
export function layoutOf(svg: string): SvgLayout {
  const root = parseXml(svg);
  const [, , width, height] = (root.attributes['viewBox'] ?? '').split(' ');
  const texts = boxesOf(root, [0, 0], Number(root.attributes['font-size'] ?? 12));
  return { width: Number(width), height: Number(height), texts };
}

function boxesOf(element: XmlElement, [x, y]: readonly [number, number], size: number): Box[] {
  const { attributes, children } = element;
  const [, dx = '0', dy = '0'] =
    /^translate\((\S+) (\S+)\)$/.exec(attributes['transform'] ?? '') ?? [];
  const nested = element.name === 'svg' && attributes['xmlns'] === undefined;
  const at = nested
    ? ([x + Number(attributes['x'] ?? 0), y + Number(attributes['y'] ?? 0)] as const)
    : ([x + Number(dx), y + Number(dy)] as const);
  const font = Number(attributes['font-size'] ?? size);
  if (element.name === 'text') return [boxOf(element, at, font)];
  return children.flatMap((child) => (typeof child === 'string' ? [] : boxesOf(child, at, font)));
}

function boxOf(
  { attributes, children }: XmlElement,
  [x, y]: readonly [number, number],
  font: number,
): Box {
  const content = children.filter((child) => typeof child === 'string').join('');
  const bold = attributes['font-weight'] === undefined ? 1 : 1.1;
  const wide = widthOf(content) * font * bold;
  const left = Number(attributes['x']);
  const base = Number(attributes['y']);
  const before =
    { start: 0, middle: wide / 2, end: wide }[attributes['text-anchor'] ?? 'start'] ?? 0;
  const [up, down] = [0.75 * font, 0.2 * font];
  if (attributes['transform']?.startsWith('rotate(-90')) {
    const middle = [y + base - before, y + base - before + wide] as const;
    return {
      content,
      left: x + left - up,
      right: x + left + down,
      top: middle[0],
      bottom: middle[1],
    };
  }
  return {
    ...{ content, left: x + left - before, right: x + left - before + wide },
    ...{ top: y + base - up, bottom: y + base + down },
  };
}

/** Texts that reach out of the picture, and pairs that lie over each other: none of a good figure. */
export function faultsOf({ width, height, texts }: SvgLayout): string[] {
  const out = texts
    .filter(
      ({ left, right, top, bottom }) => left < 0 || right > width || top < 0 || bottom > height,
    )
    .map(({ content }) => `reaches out: ${content}`);
  const over = texts.flatMap((one, i) =>
    texts
      .slice(i + 1)
      .filter(
        (other) =>
          Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 &&
          Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1,
      )
      .map((other) => `one over the other: ${one.content} | ${other.content}`),
  );
  return [...out, ...over];
}
