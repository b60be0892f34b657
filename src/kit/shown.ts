// A figure as it came from the worker, opened for the page.
import type { AnyReply, Theme } from '../../workers/api.ts';
import { decodeStages } from '../client/stages.ts';
import type { Mask } from '../core/mask/mask.ts';
import { decodeMask } from '../core/mask/wire.ts';
import type { CatalogueEntry, StageInfo } from '../core/method.ts';
import type { FigureSpec } from '../core/spec.ts';
import type { Stage } from '../core/trace.ts';

export interface Shown<R, E = CatalogueEntry> {
  /** The method that made it, which may be another than the one asked for since. */
  readonly entry: E;
  /** What was asked for; the page may have moved on since. */
  readonly spec: FigureSpec;
  /** In whose colours its picture came. */
  readonly theme: Theme;
  readonly reply: R;
  /** Null where what is kept is no matrix. */
  readonly mask: Mask | null;
  readonly stages: readonly Stage[];
}

interface Named {
  readonly id: string;
  readonly name: string;
}

interface Asked {
  readonly entry: Named;
  readonly figure: { readonly entry: Named } | null;
}

export function shownOf<R extends AnyReply, E>(
  entry: E,
  spec: FigureSpec,
  theme: Theme,
  reply: R,
): Shown<R, E> {
  const mask = reply.mask.byteLength > 0 ? decodeMask(reply.mask) : null;
  return { entry, spec, theme, reply, mask, stages: decodeStages(reply.stages) };
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
