// The state of an attention method's page.
import type { CurvePoint, FigureReply } from '../../../../workers/api.ts';
import type { HeadSnapshot, SnapshotEntry } from '../../../client/snapshots.ts';
import type { Reply, TextDetails } from '../../../client/types.ts';
import type { FullClient } from '../../../client/weights.ts';
import type { CatalogueEntry } from '../../../core/method.ts';
import type { ParamRecord } from '../../../core/params.ts';
import type { FigureSpec } from '../../../core/spec.ts';
import type { ReadRow } from '../../../figure/map/types.ts';
import type { Cell, Paint } from '../../../figure/types.ts';
import type { HeadState } from '../../figures/head-state.ts';
import { job } from '../../job.svelte.ts';
import type { Shareable } from '../../share/shareable.ts';
import { CURVE_BUDGETS } from '../../sweeps.ts';
import { theme } from '../../theme.svelte.ts';
import { Player, type Held } from '../player.svelte.ts';

export class HeadPlayer extends Player<FigureReply, HeadSnapshot, CurvePoint> implements HeadState {
  text: TextDetails | null = $state.raw(null);
  weights: Float32Array | null = $state.raw(null);
  cell: Cell | null = $state.raw(null);

  constructor(client: FullClient, entry: CatalogueEntry, held: Held) {
    super(client, entry, held);
    job(
      () => this.settled && JSON.stringify([this.spec.text, this.spec.tokens]),
      (signal) => this.#cut(signal),
    );
    job(
      () => (this.shownQuery === null ? '' : `${this.shownQuery} ${this.siteKey}`),
      (signal) => this.#readRow(signal),
    );
  }

  /** As the most there is to have, the oracle. */
  get curveMethods(): readonly string[] {
    return [...new Set([this.entry.id, 'oracle'])];
  }

  get pieces(): readonly string[] {
    return this.text?.pieces ?? [];
  }

  /** The row that the inspector shows: under the crosshair, else the pinned one, else the last. */
  readonly shownQuery: number | null = $derived.by(() => {
    const n = this.figure?.mask.rows ?? 0;
    const wanted = this.cell?.row ?? this.spec.view.query ?? n - 1;
    return n === 0 ? null : Math.min(wanted, n - 1);
  });

  readonly rowWeights: ReadRow<Float32Array> | null = $derived.by(() => {
    const shown = this.figure;
    if (!shown) return null;
    return async (query) => {
      const reply = await this.client.row(shown.spec, query, { channel: 'heatmap' });
      return reply?.ok ? reply.value.weights : null;
    };
  });

  protected offers(snapshot: SnapshotEntry): boolean {
    return snapshot.domain === 'attention' && !snapshot.extra;
  }

  protected subjectOf({ layer, head }: HeadSnapshot): ParamRecord {
    return { layer, head };
  }

  protected ask(spec: FigureSpec): Promise<Reply<FigureReply>> {
    return this.client.figure(spec);
  }

  protected sweep(method: string, each: (point: CurvePoint) => void, signal: AbortSignal) {
    return this.client.curve(this.spec, method, CURVE_BUDGETS, each, { signal });
  }

  protected paintOf(spec: FigureSpec): Paint {
    const scheme = theme.current;
    return async (view) => {
      const reply = await this.client.paint(spec, view, scheme);
      return reply?.ok ? reply.value.pixels : null;
    };
  }

  protected async share(): Promise<Shareable> {
    const { shareHead } = await import('../../share/attention.ts');
    return shareHead(this, this.client, () => ({
      curves: [...this.curves.values()].flat(),
      ...{ cost: null, costs: [], recalls: [] },
    }));
  }

  async #cut(signal: AbortSignal): Promise<void> {
    const { text, tokens, model } = this.spec;
    const reply = await this.client.text(text, tokens, { signal, model });
    if (reply?.ok && !signal.aborted) this.text = reply.value;
  }

  async #readRow(signal: AbortSignal): Promise<void> {
    const query = this.shownQuery;
    if (query === null) return;
    const reply = await this.client.row(this.spec, query, { signal, channel: 'inspector' });
    if (reply?.ok && !signal.aborted) this.weights = reply.value.weights;
  }
}
