// Finds a method by its id and loads it, with the tables that it needs.
import { ExpectedError } from '../src/core/result.ts';
import type { Assets } from '../src/domains/attention/context.ts';
import type { AttentionMethod } from '../src/methods/attention.ts';
import { loadersOf } from '../src/methods/load.generated.ts';
import type { Job } from './scheduler.ts';
import type { Origin } from './site.ts';

export interface LoadedMethod {
  readonly method: AttentionMethod;
  readonly assets: Assets;
}

const loaded = new Map<string, AttentionMethod>();

/** Throws an ExpectedError for an unknown id, and where a file of the method cannot be loaded. */
export async function loadMethod(job: Job, origin: Origin, id: string): Promise<LoadedMethod> {
  let method = loaded.get(id);
  if (!method) {
    method = await job.wait(fetchMethod(id));
    loaded.set(id, method);
  }
  const { assets = [] } = method;
  return {
    method,
    assets: assets.length === 0 ? new Map() : await job.wait(origin.assets(assets)),
  };
}

async function fetchMethod(id: string): Promise<AttentionMethod> {
  const loaders = loadersOf.attention;
  const load = Object.hasOwn(loaders, id) ? loaders[id] : undefined;
  if (!load) {
    throw new ExpectedError(
      'method',
      `there is no method “${id}”; there are ${Object.keys(loaders).join(', ')}`,
    );
  }
  try {
    return (await load()).default;
  } catch (error) {
    // A chunk that the network did not bring; an error inside the method's file is a bug.
    if (error instanceof TypeError && /import|fetch|load/i.test(error.message)) {
      throw new ExpectedError('method', `the method “${id}” could not be loaded; try again`);
    }
    throw error;
  }
}
