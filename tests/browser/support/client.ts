// A client that computes nothing: it answers what a test gives, and is silent otherwise.
import type { DomainTypes, ModelReply } from '../../../workers/api.ts';
import type { AtlasClient, DomainClient } from '../../../src/client/types.ts';
import { succeed } from '../../../src/core/result.ts';
import { part } from '../../unit/support/part.ts';

type Page = Omit<AtlasClient, keyof DomainClient | 'of'>;

const silent = (): Promise<never> => new Promise(() => undefined);

export function clientOf<T extends DomainTypes>(
  calls: Partial<DomainClient<T>> = {},
  page: Partial<Page> = {},
): AtlasClient {
  const all: DomainClient<T> = {
    ...{ figure: silent, paint: silent, row: silent, match: silent, thumbs: silent },
    ...{ survey: silent, curve: silent, cost: silent, costAt: silent, run: silent },
    ...calls,
  };
  const client: Page = {
    ...{ model: silent, text: silent, textOf: silent },
    snapshots: async () => [],
    own: () => () => undefined,
    onIncident: () => () => undefined,
    dispose: () => undefined,
    ...page,
  };
  // Whoever asks for the calls of a domain asks for the test's.
  return Object.assign(client, all, { of: () => all }) as object as AtlasClient;
}

/** The model and a text are there, `text` cut into one token. */
export function opened(text: string, layers = 2): Pick<Page, 'model' | 'textOf' | 'text'> {
  const [starts, ends] = [Uint32Array.of(0), Uint32Array.of(text.length)];
  return {
    model: async () => succeed(part<ModelReply>({ layers, heads: 6 })),
    textOf: async () => succeed(text),
    text: async () =>
      succeed({ text, total: 1, ids: Uint32Array.of(1), pieces: [text], starts, ends }),
  };
}
