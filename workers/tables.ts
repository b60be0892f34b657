// Offline tables beside a model.
import { ExpectedError } from '../src/core/result.ts';
import type { Matrix } from '../src/core/tensor.ts';
import type { Assets } from '../src/domains/contract.ts';
import { tableOf } from '../src/domains/tables.ts';

/** Offline tables beside a model, `<name>.safetensors` each; fetched once. */
export class Tables {
  readonly #baseUrl: string;
  readonly #tables = new Map<string, Promise<ReadonlyMap<string, Matrix>>>();

  /** `baseUrl`: absolute address of the model's folder, with a slash at its end. */
  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl;
  }

  /** Throws an ExpectedError where a table is absent. */
  async get(names: readonly string[]): Promise<Assets> {
    return new Map(
      await Promise.all(names.map(async (name) => [name, await this.#table(name)] as const)),
    );
  }

  #table(name: string): Promise<ReadonlyMap<string, Matrix>> {
    let table = this.#tables.get(name);
    if (!table) {
      table = fetchTable(name, `${this.#baseUrl}${name}.safetensors`);
      this.#tables.set(name, table);
      table.catch(() => this.#tables.delete(name)); // may be tried again
    }
    return table;
  }
}

async function fetchTable(name: string, url: string): Promise<ReadonlyMap<string, Matrix>> {
  const response = await fetch(url).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ExpectedError('method', `could not reach the table “${name}” (${reason}); try again`);
  });
  if (!response.ok || response.headers.get('content-type')?.startsWith('text/html')) {
    const message = `this method needs the table “${name}”, which does not come with this model`;
    throw new ExpectedError('method', message);
  }
  return tableOf(await response.arrayBuffer());
}
