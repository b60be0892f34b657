// The state of a method's page: one figure on a head that has a snapshot, so that nothing needs the
// model. A control changes the spec and nothing else; jobs follow the parts that they depend on.
import { untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { CurvePoint, FigureReply } from '../../../workers/api.ts';
import type { SnapshotEntry } from '../../client/snapshots.ts';
import type { AtlasClient, TextDetails } from '../../client/types.ts';
import type { Mask } from '../../core/mask/mask.ts';
import { decodeMask } from '../../core/mask/wire.ts';
import type { CatalogueEntry } from '../../core/method.ts';
import { defaultsOf, type ParamRecord } from '../../core/params.ts';
import type { FigureSpec, FigureView } from '../../core/spec.ts';
import type { Stage } from '../../core/trace.ts';
import type { Cell, Paint, RowWeights } from '../../figure/types.ts';
import { decodeStages } from '../explore/stages.ts';
import { quiet } from '../quiet.ts';
import { CURVE_BUDGETS } from '../sweeps.ts';
import { theme } from '../theme.svelte.ts';

interface ShownFigure {
  readonly spec: FigureSpec;
  readonly reply: FigureReply;
  readonly mask: Mask;
  readonly stages: readonly Stage[];
}

export class Player {
  readonly entry: CatalogueEntry;
  readonly #client: AtlasClient;
  spec: FigureSpec = $state.raw() as FigureSpec;
  /** Heads to choose from; empty until they are known. */
  snapshots: readonly SnapshotEntry[] = $state.raw([]);
  text: TextDetails | null = $state.raw(null);
  /** The last good figure; it stays until the next one is ready. */
  figure: ShownFigure | null = $state.raw(null);
  busy = $state(true);
  problem: string | null = $state.raw(null);
  weights: Float32Array | null = $state.raw(null);
  cell: Cell | null = $state.raw(null);
  /** Recall of the methods in the curve, by id. */
  readonly curves = new SvelteMap<string, readonly CurvePoint[]>();

  constructor(client: AtlasClient, entry: CatalogueEntry, spec: FigureSpec) {
    this.#client = client;
    this.entry = entry;
    this.spec = spec;
    void client.snapshots().then((found) => {
      this.snapshots = found.filter(({ extra }) => !extra);
    });
    this.#job(() => this.#textKey, this.#cut);
    this.#job(() => this.#figureKey, this.#compute);
    this.#job(() => this.#rowKey, this.#readRow);
    for (const method of this.curveMethods) {
      this.#job(
        () => `${this.#curveKey} ${method}`,
        (signal) => this.#drawCurve(method, signal),
      );
    }
  }

  /** The page's own method and, as the most there is to have, the oracle. */
  get curveMethods(): readonly string[] {
    return [...new Set([this.entry.id, 'oracle'])];
  }

  /** Parameters in force: what the worker resolved, and at once what was set by hand. */
  readonly params: ParamRecord = $derived.by(() => ({
    ...defaultsOf(this.entry.params),
    ...this.figure?.reply.params,
    ...this.spec.set,
  }));
  /** The chosen head among those with snapshots. */
  readonly snapshot: SnapshotEntry | null = $derived.by(
    () => this.snapshots.find((each) => isOn(this.spec, each)) ?? null,
  );
  /** The row that the inspector shows: under the crosshair, else the pinned one, else the last. */
  readonly shownQuery: number | null = $derived.by(() => {
    const n = this.figure?.mask.rows ?? 0;
    const wanted = this.cell?.query ?? this.spec.view.query ?? n - 1;
    return n === 0 ? null : Math.min(wanted, n - 1);
  });

  readonly #textKey = $derived.by(() => JSON.stringify([this.spec.text, this.spec.tokens]));
  readonly #siteKey = $derived.by(() => JSON.stringify([this.spec.subject, this.#textKey]));
  readonly #figureKey = $derived.by(() =>
    JSON.stringify([this.spec.budget, this.spec.set, this.#siteKey]),
  );
  /** A curve does not depend on what the budget moves. */
  readonly #curveKey = $derived.by(() => {
    const fixed = Object.entries(this.spec.set).filter(
      ([name]) => !this.entry.budgetParams.includes(name),
    );
    return JSON.stringify([fixed, this.#siteKey]);
  });
  readonly #rowKey = $derived.by(() =>
    this.shownQuery === null ? '' : `${this.shownQuery} ${this.#siteKey}`,
  );

  readonly paint: Paint | null = $derived.by(() => {
    const shown = this.figure;
    if (!shown) return null;
    const spec = { ...shown.spec, view: { ...shown.spec.view, show: this.spec.view.show } };
    const scheme = theme.current;
    return async (view) => {
      const reply = await this.#client.paint(spec, view, scheme);
      return reply?.ok ? reply.value.pixels : null;
    };
  });

  readonly rowWeights: RowWeights | null = $derived.by(() => {
    const shown = this.figure;
    if (!shown) return null;
    return async (query) => {
      const reply = await this.#client.row(shown.spec, query, { channel: 'heatmap' });
      return reply?.ok ? reply.value.weights : null;
    };
  });

  update(change: Partial<FigureSpec>): void {
    this.spec = { ...this.spec, ...change };
  }

  look(change: Partial<FigureView>): void {
    this.spec = { ...this.spec, view: { ...this.spec.view, ...change } };
  }

  chooseSnapshot({ text, tokens, layer, head }: SnapshotEntry): void {
    const view = { ...this.spec.view, query: null, zoom: null };
    this.update({ text, tokens, subject: { layer, head }, view });
  }

  /** Runs `work` anew whenever `key` changes, aborting what the old key started. */
  #job(key: () => string, work: (signal: AbortSignal) => Promise<void>): void {
    $effect(() => {
      if (!key()) return;
      const abort = new AbortController();
      untrack(() => void work.call(this, abort.signal));
      return () => abort.abort();
    });
  }

  async #cut(signal: AbortSignal): Promise<void> {
    const { text, tokens, model } = this.spec;
    const reply = await this.#client.text(text, tokens, { signal, model });
    if (reply?.ok && !signal.aborted) this.text = reply.value;
  }

  async #compute(signal: AbortSignal): Promise<void> {
    const { spec } = this;
    this.busy = true;
    const reply = await this.#client.figure(spec);
    // A drag asks faster than it is answered: every answer is shown, only the newest ends the wait.
    if (!signal.aborted) this.busy = false;
    if (!reply) return;
    if (!reply.ok) {
      if (!signal.aborted) this.problem = reply.message;
      return;
    }
    this.problem = null;
    this.figure = {
      spec,
      reply: reply.value,
      mask: decodeMask(reply.value.mask),
      stages: decodeStages(reply.value.stages),
    };
  }

  async #readRow(signal: AbortSignal): Promise<void> {
    const query = this.shownQuery;
    if (query === null) return;
    const reply = await this.#client.row(this.spec, query, { signal, channel: 'inspector' });
    if (reply?.ok && !signal.aborted) this.weights = reply.value.weights;
  }

  async #drawCurve(method: string, signal: AbortSignal): Promise<void> {
    if (!(await quiet(200, signal))) return;
    let points: readonly CurvePoint[] = [];
    const add = (point: CurvePoint): void => {
      points = [...points, point];
      this.curves.set(method, points);
    };
    await this.#client.curve(this.spec, method, CURVE_BUDGETS, add, { signal });
  }
}

/** Whether a figure is about the head of a snapshot. */
export function isOn(
  { model, text, tokens, subject }: FigureSpec,
  snapshot: Pick<SnapshotEntry, 'model' | 'text' | 'tokens' | 'layer' | 'head'>,
): boolean {
  return (
    model === snapshot.model &&
    tokens === snapshot.tokens &&
    JSON.stringify(text) === JSON.stringify(snapshot.text) &&
    subject['layer'] === snapshot.layer &&
    subject['head'] === snapshot.head
  );
}
