// From what a domain finds to what the page gets: masks and stages in wire form, pixels, parts.
import { transfer } from 'comlink';
import { paintsOf } from '../src/core/card.ts';
import { encodeMask } from '../src/core/mask/wire.ts';
import { paletteOf, type Theme } from '../src/core/palette.ts';
import type { Asked, Desk, DomainCompute, MapPainter, Work } from '../src/domains/contract.ts';
import type { DomainTypes } from '../src/domains/contract.ts';
import { missing, workOn } from '../src/domains/pipeline.ts';
import type { Viewport } from '../src/kernels/contract.ts';
import type {
  Each,
  FigureReply,
  FigureRequest,
  PaintReply,
  PaintRequest,
  PictureRequest,
  ThumbReply,
  ThumbsRequest,
} from './api.ts';
import { buffersOf, wireStage } from './wire.ts';

export async function figure(
  domain: DomainCompute,
  { row, picture, ...asked }: FigureRequest,
  desk: Desk,
): Promise<FigureReply> {
  const begin = performance.now();
  const work = workOn(domain, asked, desk);
  const found = await work.found();
  const { selection, subject, params, report, warnings, missed } = found;
  return {
    ...domain.reply(found),
    metrics: report.metrics,
    params,
    mask: selection.mask ? encodeMask(selection.mask) : new ArrayBuffer(0),
    frames: (selection.frames ?? []).map(({ at, label, mask, held }) => ({
      ...{ at, label, mask: encodeMask(mask) },
      ...(held && { held: encodeMask(held) }),
    })),
    stages: selection.trace(row ?? undefined).map(wireStage),
    ...{ warnings, missed },
    tier: desk.kernels.tier,
    exact: subject.exact,
    picture: picture ? await firstPicture(domain, work, picture) : null,
    elapsed: performance.now() - begin,
  };
}

export async function paint(
  domain: DomainCompute,
  { show, view, theme, ...asked }: PaintRequest,
  desk: Desk,
): Promise<PaintReply> {
  const painter = await painterOf(domain, workOn(domain, asked, desk), show);
  return painted(painter, view, theme);
}

/** null where the page looked at a part that this map, smaller than its last, does not have. */
async function firstPicture(
  domain: DomainCompute,
  work: Work<DomainTypes>,
  { show, view, theme }: PictureRequest,
): Promise<PaintReply | null> {
  const painter = await painterOf(domain, work, show);
  const { rows, cols } = painter;
  // A page that has no figure yet does not know how large a whole map is.
  const whole = view.row1 === view.row0;
  if (!whole && (view.row1 > rows || view.col1 > cols)) return null;
  return painted(painter, whole ? { ...view, row1: rows, col1: cols } : view, theme);
}

async function painterOf(
  domain: DomainCompute,
  work: Work<DomainTypes>,
  show: string,
): Promise<MapPainter> {
  if (!domain.painter) throw missing(domain.card, 'a map');
  return domain.painter(work, paintsOf(domain.card, show));
}

function painted({ paint }: MapPainter, view: Viewport, theme: Theme): PaintReply {
  return { pixels: pixelsOf(paint(view, paletteOf(theme))), view };
}

export async function row(
  domain: DomainCompute,
  asked: Asked,
  at: number,
  desk: Desk,
): Promise<object> {
  if (!domain.row) throw missing(domain.card, 'rows');
  return domain.row(workOn(domain, asked, desk), at);
}

export async function thumbs(
  domain: DomainCompute,
  { size, theme, ...site }: ThumbsRequest,
  desk: Desk,
  each: Each<ThumbReply>,
): Promise<void> {
  if (!domain.overview) throw missing(domain.card, 'places beside one another');
  const { places, painter } = domain.overview;
  for (const place of await places(site, desk)) {
    const { rows, cols, paint: paintWhole } = await painter(site, place, desk);
    const view = { row0: 0, row1: rows, col0: 0, col1: cols, width: size, height: size };
    const pixels = pixelsOf(paintWhole(view, paletteOf(theme)));
    each(transfer({ place, size, pixels }, [pixels.buffer]));
    await desk.checkpoint();
  }
}

/** RGBA bytes of a kernel's words; copied only where the words are part of a larger memory. */
export function pixelsOf(words: Uint32Array): Uint8ClampedArray<ArrayBuffer> {
  const { buffer, byteLength } = words;
  const whole = buffer instanceof ArrayBuffer && byteLength === buffer.byteLength;
  return new Uint8ClampedArray(whole ? buffer : words.slice().buffer);
}

/** Marks what of a figure moves to the page instead of being copied: masks, pixels and the domain's arrays. */
export function moved<T extends object>(reply: T, value: FigureReply): T {
  const arrays = Object.values(value).flatMap((each: unknown) =>
    ArrayBuffer.isView(each) && each.byteLength === each.buffer.byteLength ? [each.buffer] : [],
  );
  const frames = value.frames.flatMap(({ mask, held }) => (held ? [mask, held] : [mask]));
  const pixels = value.picture ? [value.picture.pixels.buffer] : [];
  const all = [value.mask, ...arrays, ...frames, ...pixels, ...buffersOf(value.stages)];
  return transfer(reply, [...new Set(all)] as ArrayBuffer[]);
}
