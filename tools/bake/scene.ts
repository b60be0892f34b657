// A head on which methods run one after another, and pictures of what each keeps.
import { paletteOf, type Theme } from '../../src/core/palette.ts';
import type { ParamRecord } from '../../src/core/params.ts';
import type { Show } from '../../src/core/spec.ts';
import { contextFor, NO_ASSETS } from '../../src/domains/attention/context.ts';
import { measureHead, type HeadReport } from '../../src/domains/attention/metrics.ts';
import { resolveSettings } from '../../src/domains/attention/resolve.ts';
import { denseMap } from '../../src/domains/attention/subject.ts';
import type { Kernels } from '../../src/kernels/contract.ts';
import type { AttentionHead, AttentionMethod } from '../../src/methods/attention.ts';
import { coarse } from './coarse.ts';
import { readTables } from './model.ts';
import type { Picture } from './portrait.ts';

/** One method's choice on the head. */
export interface Scene extends HeadReport {
  readonly head: AttentionHead;
  /** Parameters in force. */
  readonly params: ParamRecord;
  /** A square picture of the whole map. */
  paint(show: Show, theme: Theme, size: number): Picture;
}

export class Stage {
  readonly #head: AttentionHead;
  readonly #kernels: Kernels;
  readonly #map: Float32Array;
  readonly #folder: string;

  private constructor(head: AttentionHead, kernels: Kernels, map: Float32Array, folder: string) {
    this.#head = head;
    this.#kernels = kernels;
    this.#map = map;
    this.#folder = folder;
  }

  /** `folder` holds the tables that come beside the model. */
  static async open(head: AttentionHead, kernels: Kernels, folder: string): Promise<Stage> {
    return new Stage(head, kernels, await denseMap(head, kernels, noWait), folder);
  }

  /** The method at a budget; null where a table that it needs does not come with the model. */
  async run(method: AttentionMethod, budget: number): Promise<Scene | null> {
    const [head, kernels, map] = [this.#head, this.#kernels, this.#map];
    const assets = method.assets ? readTables(this.#folder, method.assets) : NO_ASSETS;
    if (!assets) return null;
    const params = resolveSettings(method, head, budget, {});
    if (!params.ok) throw new Error(`${method.id}: ${params.message}`);
    const context = contextFor(head, { kernels, siblings: [head], assets, dense: () => map });
    const selection = method.select(head, params.value, context);
    const report = await measureHead(head, selection, kernels, head.heads, noWait);
    return {
      ...report,
      head,
      params: params.value,
      paint(show, theme, size) {
        const plane = kernels.paintPlane(map, head.n, selection.mask, show);
        const view = { row0: 0, row1: head.n, col0: 0, col1: head.n, width: size, height: size };
        const words = kernels.paint(plane, view, coarse(paletteOf(theme))).slice();
        plane.release();
        return { width: size, height: size, words };
      },
    };
  }
}

const noWait = (): Promise<void> => Promise.resolve();
