// Finds a method of a domain by its id and loads it.
import { nearestName } from '../core/nearest.ts';
import { ExpectedError } from '../core/result.ts';
import type { Desk, DomainCompute, DomainTypes } from './contract.ts';

/** Throws an ExpectedError for an unknown id, and where the method's file cannot be loaded. */
export async function methodOf<T extends DomainTypes>(
  domain: DomainCompute<T>,
  id: string,
  desk: Pick<Desk, 'wait'>,
): Promise<T['method']> {
  if (domain.imported?.id === id) return domain.imported;
  const load = Object.hasOwn(domain.methods, id) ? domain.methods[id] : undefined;
  if (!load) {
    const names = Object.keys(domain.methods);
    const near = nearestName(id, names);
    const known = near === null ? `there are ${names.join(', ')}` : `did you mean “${near}”?`;
    const what = `there is no method for ${domain.card.id} named “${id}”; ${known}`;
    throw new ExpectedError('method', what);
  }
  return (await desk.wait(loaded(load, id))).default;
}

/** An engine remembers modules: only the first call waits. */
async function loaded<M>(load: () => Promise<M>, id: string): Promise<M> {
  try {
    return await load();
  } catch (error) {
    // A chunk that the network did not bring; an error inside the method's file is a bug.
    if (error instanceof TypeError && /import|fetch|load/i.test(error.message)) {
      throw new ExpectedError('method', `the method “${id}” could not be loaded; try again`);
    }
    throw error;
  }
}
