// How a domain's figures become files. What programs without a page need of it: the whole figure as SVG, its
// words and what pictures of it show. Pure TypeScript.
import type { Theme } from '../core/palette.ts';
import type { DomainTypes } from '../domains/contract.ts';
import type { ParamRecord } from '../core/params.ts';
import type { Stage } from '../core/trace.ts';
import type { PaintWords } from '../figure/export/map.ts';
import type { DrawOptions } from '../figure/export/picture.ts';
import type { CatalogueEntry } from '../core/method.ts';
import type { FigureSpec } from '../core/spec.ts';

export type { DrawOptions, PaintWords };

/** A computed figure, ready to be drawn but for its pixels. */
export interface FileSource<T extends DomainTypes = DomainTypes> {
  readonly spec: FigureSpec;
  readonly entry: Pick<CatalogueEntry, 'name' | 'tags' | 'paper' | 'params' | 'stages'>;
  /** Of this program. */
  readonly version: string;
  /** Steps that this run took; none where no step is shown. */
  readonly stages: readonly Stage[];
  readonly reply: FileReply<T>;
}

/** Of a figure's reply what its files tell. */
export type FileReply<T extends DomainTypes = DomainTypes> = T['figure'] & {
  readonly metrics: T['report']['metrics'];
  /** In force. */
  readonly params: ParamRecord;
  readonly exact: boolean;
};

/** What a small picture and a list of methods tell of a figure. */
export interface Portrait {
  /** Per row, or per column: the share that is kept. */
  readonly kept: Float32Array;
  /** What the rest of a share is: mass that is lost, or cells that are only dropped. */
  readonly rest: 'lost' | 'dropped';
  /** Numbers by name. */
  readonly measured: Readonly<Record<string, number>>;
}

// Methods, not functions as properties: files of one domain are files of any.
export interface FigureFiles<T extends DomainTypes = DomainTypes> {
  /** The whole figure with axes, legend and caption; null where painting was overtaken. */
  svg(
    source: FileSource<T>,
    theme: Theme,
    paint: PaintWords,
    options?: DrawOptions,
  ): Promise<string | null>;
  /** What it shows; and all that is needed to make it again. */
  caption(source: FileSource<T>): readonly [string, string];
  portrait(reply: FileReply<T>): Portrait;
}

/** Identity; gives files their domain's types. */
export function defineFiles<T extends DomainTypes>(files: FigureFiles<T>): FigureFiles<T> {
  return files;
}
