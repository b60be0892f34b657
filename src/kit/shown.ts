// A figure as it came from the worker, opened for the page.
import type { WireStage } from '../../workers/api.ts';
import { decodeStages } from '../client/stages.ts';
import type { Mask } from '../core/mask/mask.ts';
import { decodeMask } from '../core/mask/wire.ts';
import type { CatalogueEntry, StageInfo } from '../core/method.ts';
import type { FigureSpec } from '../core/spec.ts';
import type { Stage } from '../core/trace.ts';

export interface Shown<R> {
  /** The method that made it, which may be another than the one asked for since. */
  readonly entry: CatalogueEntry;
  /** What was asked for; the page may have moved on since. */
  readonly spec: FigureSpec;
  readonly reply: R;
  readonly mask: Mask;
  readonly stages: readonly Stage[];
}

interface Asked {
  readonly entry: CatalogueEntry;
  readonly figure: { readonly entry: CatalogueEntry } | null;
}

interface Wired {
  readonly mask: ArrayBuffer;
  readonly stages: readonly WireStage[];
}

export function shownOf<R extends Wired>(
  entry: CatalogueEntry,
  spec: FigureSpec,
  reply: R,
): Shown<R> {
  return { entry, spec, reply, mask: decodeMask(reply.mask), stages: decodeStages(reply.stages) };
}

/** What went wrong, and what is seen meanwhile: by its name where that is another method's. */
export function failureText(problem: string, { figure, entry }: Asked): string {
  if (!figure) return problem;
  const { id, name } = figure.entry;
  const by = id === entry.id ? '' : `, by ${name},`;
  return `${problem.replace(/\.$/, '')}. The last good figure${by} stays below.`;
}

/** A method's steps that ran: some run only under some settings. All, until that is known. */
export function stepsOf(all: readonly StageInfo[], stages: readonly Stage[]): readonly StageInfo[] {
  if (stages.length === 0) return all;
  return all.filter(({ id }) => stages.some((ran) => ran.id === id));
}
