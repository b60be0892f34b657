// What a page hands to the share dialog, whatever its figure is of. Read while the dialog is open: what
// is still being computed arrives there too.
import type { CatalogueEntry } from '../../core/method.ts';
import type { NpyArray } from '../../core/npy.ts';
import type { Theme } from '../../core/palette.ts';
import type { FigureSpec } from '../../core/spec.ts';
import type { SvgSize } from '../../figure/export/size.ts';
import type { FigureNumbers } from '../../kit/share/numbers.ts';

export interface Shareable {
  readonly spec: FigureSpec;
  /** Its methods, the spec's own first. */
  readonly entries: readonly CatalogueEntry[];
  /** Why it cannot stand alive on other pages; null where that depends on its spec. */
  readonly refusal: string | null;
  /** Address of exactly this figure. */
  readonly link: string;
  /** Name of its files, without an ending. */
  readonly fileName: string;
  /** What it shows; '' while that is not known. */
  readonly summary: string;
  /** All that is needed to make it again; '' while that is not known. */
  readonly origin: string;
  /** What the command line makes of the spec: "makes the same figure …"; '' where it makes nothing. */
  readonly renderNote: string;
  /** The sizes that its picture comes in. */
  readonly sizes: readonly SvgSize[];
  /** What the NPZ holds. */
  readonly arraysNote: string;

  /** Each null while there is no figure yet, or where a newer one has overtaken it. */
  svg(theme: Theme, size: SvgSize): Promise<string | null>;
  numbers(): Promise<FigureNumbers | null> | FigureNumbers | null;
  arrays(): Promise<Readonly<Record<string, NpyArray>> | null>;
}
