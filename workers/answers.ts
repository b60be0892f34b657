// From what a domain finds to what the page gets: masks and stages in wire form, pixels, parts.
import { transfer } from 'comlink';
import { paintsOf } from '../src/core/card.ts';
import { encodeMask } from '../src/core/mask/wire.ts';
import { paletteOf } from '../src/core/palette.ts';
import type { Asked, Desk, DomainCompute, Work } from '../src/domains/contract.ts';
import type { DomainTypes } from '../src/domains/contract.ts';
import { missing, workOn } from '../src/domains/pipeline.ts';
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
  const { selection, subject, params, report } = found;
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
    warnings: selection.warnings ?? [],
    tier: desk.kernels.tier,
    exact: subject.exact,
    picture: picture ? await pictureOf(domain, work, picture) : null,
    elapsed: performance.now() - begin,
  };
}

export async function paint(
  domain: DomainCompute,
  { show, view, theme, ...asked }: PaintRequest,
  desk: Desk,
): Promise<PaintReply> {
  return pictureOf(domain, workOn(domain, asked, desk), { show, view, theme });
}

async function pictureOf(
  domain: DomainCompute,
  work: Work<DomainTypes>,
  { show, view, theme }: PictureRequest,
): Promise<PaintReply> {
  if (!domain.painter) throw missing(domain.card, 'a map');
  const painter = await domain.painter(work, paintsOf(domain.card, show));
  return { pixels: pixelsOf(painter(view, paletteOf(theme))), view };
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
