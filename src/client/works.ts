// What a client is put together from: texts, lanes, models and seats; each of them is explained where it
// lives.
import { Errands } from './errand.ts';
import { Lanes } from './lanes.ts';
import { Models } from './models.ts';
import { defaultSize, Pool } from './pool.ts';
import { madeTexts, type Texts } from './requests.ts';
import { Snapshots } from './snapshots.ts';
import { startWithoutWorker, startWorker } from './start.ts';
import type { AtlasClient, ClientOptions, Incident } from './types.ts';

export interface Works extends Pick<AtlasClient, 'onIncident' | 'dispose'> {
  readonly pool: Pool;
  readonly models: Models;
  readonly snapshots: Snapshots;
  readonly lanes: Lanes;
  readonly errands: Errands;
}

/** Workers start with the first call that needs one. */
export function openWorks(options: ClientOptions): Works {
  const listeners = new Set<(incident: Incident) => void>();
  const pool = new Pool(options.size ?? defaultSize(navigator.hardwareConcurrency), {
    factory: options.workerFactory ?? (() => startWorker()),
    fallback: options.fallback === undefined ? startWithoutWorker : (options.fallback ?? undefined),
    stuckAfter: options.stuckAfter ?? 3_000,
    domain: options.domain,
    onReplaced(message) {
      for (const listener of listeners) listener({ kind: 'worker-replaced', message });
    },
  });
  const base = options.modelBase ?? new URL('models/', document.baseURI).href;
  const beside = options.modelBase ? null : new URL('snapshots/', document.baseURI).href;
  const snapshots = new Snapshots(
    options.snapshotBase === undefined ? beside : options.snapshotBase,
  );
  const models = new Models(pool.interactive, base, options.modelFiles);
  const lanes = new Lanes();
  const texts: Texts = (spec) =>
    options.bakedTexts && spec.text.kind !== 'own' ? snapshots.textOf(spec) : madeTexts(spec);
  const errands = new Errands(pool, models, snapshots, lanes, texts);
  return {
    ...{ pool, models, snapshots, lanes, errands },
    onIncident(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      lanes.close();
      pool.close();
      listeners.clear();
    },
  };
}
