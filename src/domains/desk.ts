// The desk of a program that does one thing after another: it lends a model and its tables, keeps all that is
// made until it is disposed of, and never has to yield.
import { ExpectedError } from '../core/result.ts';
import type { Kernels } from '../kernels/contract.ts';
import type { Encoding } from '../model/tokenizer.ts';
import type { Assets, Desk, DeskModel } from './contract.ts';

export interface PlainDesk extends Desk {
  /** Frees what kernels hold of what was kept. */
  dispose(): void;
}

export interface DeskParts {
  readonly kernels: Kernels;
  /** The open model; without one, figures come from snapshots and own tensors. */
  readonly model?: DeskModel | undefined;
  /** Tables beside the model. Throws an ExpectedError where one is absent. */
  readonly tables?: (names: readonly string[]) => Assets;
  readonly progress?: Desk['progress'] | undefined;
}

export function plainDesk({ kernels, model, tables = noTables, progress }: DeskParts): PlainDesk {
  const kept = new Map<string, { readonly value: unknown; readonly release: () => void }>();
  const states = new Map<string, object>();
  const open = (name: string): DeskModel => {
    if (model?.name === name) return model;
    throw new ExpectedError('model', `the model “${name}” is not open`);
  };
  const desk: PlainDesk = {
    kernels,
    room: Infinity,
    hasModel: (name) => model?.name === name,
    model: open,
    encoding(request) {
      const key = `${request.model} ${request.text}`;
      const known = desk.peek<Encoding>('encoding', key);
      return (
        known ?? desk.put('encoding', key, open(request.model).tokenizer.encode(request.text), 0)
      );
    },
    knowText() {}, // nobody asks how a text is cut
    forgetText() {},
    assets: async (_, names) => (names.length === 0 ? new Map() : tables(names)),
    state<S extends object>(name: string, make: () => S) {
      const known = states.get(name) ?? make();
      states.set(name, known);
      return known as S;
    },
    peek: (shelf, key) => kept.get(`${shelf} ${key}`)?.value as never,
    put(shelf, key, value, _, release) {
      kept.set(`${shelf} ${key}`, { value, release: () => release?.(value) });
      return value;
    },
    once: (_, work) => work(desk),
    wait: (promise) => promise,
    checkpoint: () => Promise.resolve(),
    quietly: (work) => work(),
    progress: progress ?? (() => {}),
    dispose() {
      for (const { release } of kept.values()) release();
      kept.clear();
    },
  };
  return desk;
}

function noTables(names: readonly string[]): never {
  const what = names.map((name) => `“${name}”`).join(', ');
  throw new ExpectedError(
    'method',
    `this method needs the table ${what}, which does not come with this model`,
  );
}
