// All heads of a model on a text: small maps, and what a method keeps in each.
import type { ParamRecord } from '../../core/params.ts';
import type { Asked, Desk, Each, Site, MapPainter } from '../contract.ts';
import { bestRecall } from './bound.ts';
import { headOf, keepsAllMaps, mapOf, placeOf, readingOf } from './open.ts';
import { denseMap } from './subject.ts';
import type { HeadReport } from './metrics.ts';
import type { HeadSubject, HeadSurvey } from './types.ts';

/** Layer by layer, that of the site before the others. */
export async function headPlaces(site: Site, desk: Desk): Promise<readonly ParamRecord[]> {
  const { heads } = (await readingOf(site, desk)).subject;
  const { layer: first } = site.subject;
  const order = [...heads.keys()].sort((a, b) => Number(b === first) - Number(a === first));
  return order.flatMap((layer) =>
    [...(heads[layer]?.keys() ?? [])].map((head) => ({ layer, head })),
  );
}

export async function headThumb(site: Site, place: ParamRecord, desk: Desk): Promise<MapPainter> {
  const reading = await readingOf(site, desk);
  const { layer, head } = placeOf({ subject: place });
  const subject = headOf(reading, layer, head, desk);
  const { kernels } = desk;
  const { n } = subject.head;
  const map = keepsAllMaps(reading, desk)
    ? await mapOf(subject, desk)
    : await denseMap(subject.head, kernels, () => desk.checkpoint());
  return {
    rows: n,
    cols: n,
    paint(view, palette) {
      const plane = kernels.paintPlane(map, n, null, 'all');
      const words = kernels.paint(plane, view, palette).slice();
      plane.release();
      return words;
    },
  };
}

/** `measure` selects and measures on one head. */
export async function surveyHeads(
  asked: Asked,
  desk: Desk,
  each: Each<HeadSurvey>,
  measure: (subject: HeadSubject) => Promise<HeadReport>,
): Promise<void> {
  const reading = await readingOf(asked, desk);
  for (const { layer, head } of reading.subject.heads.flat()) {
    const subject = headOf(reading, layer, head, desk);
    const { metrics, rowRecall } = await measure(subject);
    const { recall, sparsity, keptPairs } = metrics;
    const map = await mapOf(subject, desk);
    const bound = bestRecall(map, subject.head.n, keptPairs);
    await desk.checkpoint();
    each({ layer, head, recall, sparsity, bound, worst: worstRow(rowRecall) });
  }
}

/** The row with the least recall; of equal ones the last, whose context is the longest. */
function worstRow(rowRecall: Float32Array): HeadSurvey['worst'] {
  let query = 0;
  for (const [row, recall] of rowRecall.entries()) {
    if (recall <= (rowRecall[query] ?? 1)) query = row;
  }
  return { query, recall: rowRecall[query] ?? 1 };
}
