// A trace on show: its figure, in whichever of its heads.
import type { AtlasClient } from '../../../client/types.ts';
import type { CatalogueEntry } from '../../../core/method.ts';
import { OWN_MODEL } from '../../../core/own-tensors.ts';
import { NOTHING_MORE, PLAIN_VIEW, type FigureSpec } from '../../../core/spec.ts';
import type { Trace } from '../../../domains/decode/trace/format.ts';
import { IMPORTED } from '../../../domains/decode/trace/info.ts';
import { packed } from '../../../domains/decode/trace/pack.ts';
import type { DecodeTypes } from '../../../domains/decode/types.ts';
import { FigureState } from '../../../kit/figure-state.svelte.ts';
import { Methods } from '../../../kit/methods.ts';
import { theme } from '../../../kit/theme.svelte.ts';

let count = 0;

export class TraceState extends FigureState<DecodeTypes> {
  readonly trace: Trace;
  readonly pieces: readonly string[];
  #spec: FigureSpec = $state.raw() as FigureSpec;

  /** The worker forgets it when the component goes. */
  constructor(client: AtlasClient, trace: Trace, methods: Methods) {
    super({
      client,
      methods,
      rowSteps: false,
      theme: () => theme.current,
      call: { channel: 'trace' },
    });
    const { n, prompt, tokens } = trace;
    this.trace = trace;
    // Where nobody tells what they spell, by their places.
    this.pieces = tokens.length > 0 ? tokens : Array.from({ length: n }, (_, at) => ` ${at}`);
    const mark = `trace ${count++}`;
    this.#spec = {
      ...{ domain: 'decode', kind: 'cache', model: OWN_MODEL, tokens: n },
      text: { kind: 'own', text: mark },
      subject: { layer: 0, head: 0, prompt },
      ...NOTHING_MORE,
      ...{ method: IMPORTED.id, budget: null, set: {}, compare: [] },
      view: { ...PLAIN_VIEW, show: 'kept' },
    };
    const letGo = client.own(packed(trace, mark));
    $effect(() => letGo);
  }

  get spec(): FigureSpec {
    return this.#spec;
  }

  set spec(spec: FigureSpec) {
    this.#spec = spec;
  }

  protected get asks(): string {
    return this.placeKey;
  }
}

/** A list of one: what a trace is the figure of, by the name that its file tells. */
export async function methodsOf({ method }: Trace): Promise<Methods> {
  const entry: CatalogueEntry = {
    ...IMPORTED,
    ...(method !== null && { name: method }),
    budgetParams: [],
  };
  const { id, name, domain, summary, tags } = entry;
  const methods = new Methods('decode', [{ id, name, domain, summary, tags }], {
    [id]: () => Promise.resolve({ default: entry }),
  });
  await methods.load([id]);
  return methods;
}
