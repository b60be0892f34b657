// What both kinds of figure are drawn from, and what comes out.
import type { CatalogueEntry } from '../core/method.ts';
import type { ParamRecord } from '../core/params.ts';
import type { Theme } from '../core/palette.ts';
import type { FigureSpec } from '../core/spec.ts';
import type { SvgSize } from '../figure/export/picture.ts';
import type { Kernels, Tier } from '../kernels/contract.ts';
import type { Model } from '../model/folder.ts';

export interface Scene {
  readonly spec: FigureSpec;
  readonly entry: CatalogueEntry;
  /** Characters. */
  readonly text: string;
  readonly model: Model;
  /** Where the model lies: tables of methods lie beside it. */
  readonly folder: string;
  readonly kernels: Kernels;
  /** Of this program. */
  readonly version: string;
}

export interface Look {
  readonly theme: Theme;
  readonly size: SvgSize;
}

/** What the figure says in numbers. */
interface Numbers {
  /** All of the method, those that the budget gave among them. */
  readonly params: ParamRecord;
  readonly metrics: object;
  readonly warnings: readonly string[];
  /** The tier that computed them. */
  readonly kernels: Tier;
}

export interface Drawn {
  readonly svg: string;
  /** One sentence: what the figure shows. */
  readonly summary: string;
  readonly numbers: Numbers;
}
