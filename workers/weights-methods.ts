// Finds a weight method by its id and loads it.
import { ExpectedError } from '../src/core/result.ts';
import { loadersOf } from '../src/methods/load.generated.ts';
import type { WeightMethod } from '../src/methods/weights.ts';
import type { Job } from './scheduler.ts';

const loaded = new Map<string, WeightMethod>();

/** Throws an ExpectedError for an unknown id, and where the method's file cannot be loaded. */
export async function loadWeightMethod(job: Job, id: string): Promise<WeightMethod> {
  let method = loaded.get(id);
  if (!method) {
    method = await job.wait(fetchMethod(id));
    loaded.set(id, method);
  }
  return method;
}

async function fetchMethod(id: string): Promise<WeightMethod> {
  const loaders = loadersOf.weights;
  const load = Object.hasOwn(loaders, id) ? loaders[id] : undefined;
  if (!load) {
    throw new ExpectedError(
      'method',
      `there is no method for weights named “${id}”; there are ${Object.keys(loaders).join(', ')}`,
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
