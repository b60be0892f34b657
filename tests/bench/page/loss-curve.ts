// A method's loss curve as the page asks for it: through the client, in the workers of the product.
import { createClient } from '../../../src/client/client.ts';
import { usualOf } from '../../../src/core/card.ts';
import { card } from '../../../src/domains/attention/card.ts';

export interface Sweeps {
  /** Whole curves, ms. */
  readonly times: readonly number[];
  /** Progress reports during the last of them. */
  readonly reports: number;
}

/** Measures `repeats` curves of a method over `budgets`, mask in all layers and heads of the model. */
export async function lossCurve(
  method: string,
  budgets: readonly number[],
  tokens: number,
  repeats: number,
): Promise<Sweeps | null> {
  const client = createClient({ modelBase: new URL('/models/', location.href).href });
  const opened = await client.model();
  if (!opened.ok) return null;
  const spec = { ...usualOf(card), method, tokens };
  const times: number[] = [];
  let reports = 0;
  for (let repeat = -1; repeat < repeats; repeat++) {
    let points = 0;
    reports = 0;
    const begin = performance.now();
    const reply = await client.cost(
      spec,
      method,
      budgets,
      () => points++,
      () => reports++,
      { needles: 'never' },
    );
    const time = performance.now() - begin;
    if (!reply?.ok || points !== budgets.length) {
      throw new Error(`${method}: ${points} of ${budgets.length} points, ${JSON.stringify(reply)}`);
    }
    if (repeat >= 0) times.push(time);
  }
  client.dispose();
  return { times, reports };
}
