// A method at work on its domain's usual figure, as the pictures that stand for it: the same in every domain.
import { paintsOf, usualOf, type Paints } from '../../src/core/card.ts';
import { encodePng } from '../../src/core/png.ts';
import { paletteOf, type Theme } from '../../src/core/palette.ts';
import { askedOf } from '../../src/domains/asked.ts';
import type { Desk, DomainCompute, MapPainter } from '../../src/domains/contract.ts';
import { missing, workOn } from '../../src/domains/pipeline.ts';
import { textOf } from '../../src/cli/texts.ts';
import { version } from '../../src/cli/version.ts';
import { catalogue } from '../../src/methods/catalogue.generated.ts';
import type { FigureFiles } from '../../src/views/files.ts';
import { coarse } from './coarse.ts';
import type { Picture } from './canvas.ts';
import { LARGE, SMALL, socialPicture } from './social.ts';

/** Side of a method's small picture: a pixel for two cells of a map of 512. */
const THUMB = 256;
/** Pixels across that a poster's map has at least: one for every cell, whatever their number. */
const POSTER_PIXELS = 1;
const THEMES = ['light', 'dark'] as const;

export interface Portrait {
  /** Files by the end of their name. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  /** Numbers of the pictured run, by name. */
  readonly measured: Readonly<Record<string, number>>;
}

/** All methods of a domain at one budget, so that they can be compared. */
export async function portraitOf(
  domain: DomainCompute,
  id: string,
  view: FigureFiles,
  desk: Desk,
): Promise<Portrait> {
  const { card } = domain;
  const spec = { ...usualOf(card), method: id };
  const work = workOn(domain, askedOf(spec, textOf), desk);
  const found = await work.found();
  const { params, report, subject } = found;
  const reply = { ...domain.reply(found), metrics: report.metrics, params, exact: subject.exact };
  const { kept, rest, measured } = view.portrait(reply);
  const painters = new Map<Paints, MapPainter>();
  for (const paints of ['all', 'kept', 'lost'] as const) {
    if (!domain.painter) throw missing(card, 'a map');
    painters.set(paints, await domain.painter(work, paints));
  }
  const { rows, cols } = painters.get('all')!;
  const whole: Range = [0, rows, 0, cols];
  const { portrait } = card;
  const part: Range = portrait ? [...portrait.rows, ...portrait.cols] : whole;
  const paint = (paints: Paints, theme: Theme, range: Range, size: number): Picture => {
    const [row0, row1, col0, col1] = range;
    const at = { row0, row1, col0, col1, width: size, height: size };
    const words = painters
      .get(paints)!
      .paint(at, coarse(paletteOf(theme)))
      .slice();
    return { width: size, height: size, words };
  };
  const small = wholeTimes(part[1] - part[0], SMALL);
  const social = socialPicture({
    large: paint('kept', 'light', whole, LARGE),
    small: [paint('all', 'light', part, small), paint('lost', 'light', part, small)],
    ...{ kept, rest },
  });
  const files = new Map<string, string | Uint8Array>([['.png', pngOf(social)]]);
  const entry = catalogue.find((each) => each.domain === card.id && each.id === id)!;
  const source = { spec, entry, version: version(), stages: [], reply };
  const { paint: shown } = painters.get(paintsOf(card, spec.view.show))!;
  for (const theme of THEMES) {
    files.set(`-${theme}.png`, pngOf(paint('kept', theme, part, THUMB)));
    const poster = await view.svg(
      source,
      theme,
      (at) => Promise.resolve(shown(at, coarse(paletteOf(theme))).slice()),
      { least: POSTER_PIXELS },
    );
    files.set(`-${theme}.svg`, poster ?? ''); // nothing overtakes the painting here
  }
  return { files, measured };
}

type Range = readonly [row0: number, row1: number, col0: number, col1: number];

/** The largest multiple of `cells` within `most`: every cell as large as the next; `most` where none is. */
function wholeTimes(cells: number, most: number): number {
  return Math.floor(most / cells) * cells || most;
}

function pngOf({ words, width, height }: Picture): Uint8Array {
  return encodePng(words, width, height);
}
