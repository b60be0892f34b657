// A method's default figure as the figure's own SVG: what stands in the place of a figure on another page
// until it is drawn, without JavaScript, and in feeds.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FigureSource } from '../../src/figure/export/picture.ts';
import type { FigureSpec } from '../../src/core/spec.ts';
import { catalogue } from '../../src/methods/catalogue.generated.ts';
import { ROOT } from '../lib/process.ts';

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  version: string;
};

/** Pixels across that its map has at least: one for every cell, whatever their number. */
export const POSTER_PIXELS = 1;

/** What is drawn, and by what. Throws for a method that is newer than the catalogue. */
export function posterOf(spec: FigureSpec): FigureSource {
  const entry = catalogue.find(({ id }) => id === spec.method);
  if (!entry) throw new Error(`${spec.method} is not in the catalogue: run \`npm run generate\``);
  return { spec, entry, version };
}
