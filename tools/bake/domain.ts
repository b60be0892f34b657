// Everything that is baked of one domain: its snapshots, and every method's pictures and numbers.
import type { SnapshotEntry } from '../../src/core/snapshot-entry.ts';
import { kindOf, usualOf, type Card } from '../../src/core/card.ts';
import { ExpectedError } from '../../src/core/result.ts';
import { domainOf } from '../../src/cli/domains.ts';
import { folderDesk } from '../../src/cli/desk.ts';
import { textOf } from '../../src/cli/texts.ts';
import { bakes } from '../../src/domains/bake.generated.ts';
import type { NamedText } from '../../src/domains/bake-contract.ts';
import { plainDesk } from '../../src/domains/desk.ts';
import type { Kernels } from '../../src/kernels/contract.ts';
import { methodIds } from '../../src/methods/ids.generated.ts';
import { methodSlug } from '../../src/methods/slug.ts';
import { SAMPLES } from '../../src/model/samples.ts';
import { files } from '../../src/views/files.generated.ts';
import { portraitOf } from './portrait.ts';

/** What was made of a domain, without the files themselves. */
export interface Baked {
  readonly snapshots: readonly SnapshotEntry[];
  /** Numbers of the pictured runs, by method. */
  readonly methods: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Names of all files that were written, below the folder of snapshots. */
  readonly files: readonly string[];
}

export interface Oven {
  readonly kernels: Kernels;
  /** Folder of the model that the domain's usual figure reads; null where it reads none. */
  readonly model: string | null;
  write(file: string, data: string | Uint8Array): void;
  say(message: string): void;
}

/** Whether the domain's usual figure reads a model. */
export function readsModel(card: Card): boolean {
  return kindOf(card, usualOf(card)).reads.includes('model');
}

export async function bakeDomain(card: Card, { kernels, model, write, say }: Oven): Promise<Baked> {
  const domain = await domainOf(card.id);
  const usual = usualOf(card);
  const desk = model === null ? plainDesk({ kernels }) : folderDesk(usual.model, model, kernels);
  const written: string[] = [];
  const put = (file: string, data: string | Uint8Array): string => {
    write(file, data);
    written.push(file);
    return file;
  };
  const texts: readonly NamedText[] = [
    { name: 'tale-needle', text: usual.text },
    ...SAMPLES.map(({ id }) => ({ name: id, text: { kind: 'sample', id } as const })),
  ];
  const snapshots =
    (await (
      await bakes[card.id]?.()
    )?.default.snapshots({
      ...{ desk, texts, textOf },
      write: (name, bytes) => put(`${card.id}/${name}`, new Uint8Array(bytes)),
    })) ?? [];
  const methods: Record<string, Baked['methods'][string]> = {};
  const view = (await files[card.id]?.())?.default;
  for (const id of (view && methodIds[card.id]) ?? []) {
    try {
      const portrait = await portraitOf(domain, id, view!, desk);
      const slug = methodSlug({ domain: card.id, id });
      for (const [end, data] of portrait.files) put(`methods/${slug}${end}`, data);
      methods[id] = portrait.measured;
    } catch (error) {
      // A table that does not come with this model; whatever else fails is a bug.
      if (!(error instanceof ExpectedError) || error.field !== 'method') throw error;
      say(`no picture of ${id}: ${error.message}`);
    }
  }
  desk.dispose();
  return { snapshots, methods, files: written };
}
