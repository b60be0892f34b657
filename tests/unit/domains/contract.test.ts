// What every domain promises, whatever it is about: its card makes sense, each of its methods goes through
// the pipeline on the usual figure's place, and what it lacks it refuses by name. Reads the shipped model.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { kindOf, usualOf, type Card } from '../../../src/core/card.ts';
import { decodeMask } from '../../../src/core/mask/wire.ts';
import { defaultsOf } from '../../../src/core/params.ts';
import { decodeSpec, encodeSpec, specFromJson, specToJson } from '../../../src/core/spec-codec.ts';
import { cards } from '../../../src/domains/cards.generated.ts';
import { domains } from '../../../src/domains/compute.generated.ts';
import type { DomainCompute, DomainTypes, Found } from '../../../src/domains/contract.ts';
import { workOn } from '../../../src/domains/pipeline.ts';
import { specTables } from '../../../src/domains/spec-tables.ts';
import { loadKernels } from '../../../src/kernels/index.ts';
import { CONFIG, TOKENIZER, WEIGHTS } from '../../../src/model/folder.ts';
import type { Asked, ComputeApi, ThumbReply } from '../../../workers/api.ts';
import type { Job } from '../../../workers/scheduler.ts';
import { createSession, type Session } from '../../../workers/session.ts';
import { ignore, must, partsOf, ticket } from '../workers/ask.ts';

const tables = specTables();
const all = await Promise.all(
  Object.entries(domains).map(async ([id, load]) => [id, (await load()).default] as const),
);

/** Short: every method runs on it several times. */
const TEXT =
  'Mia put the red key into the blue box. Later she took it out of the box again. '.repeat(2);
const TOKENS = 24;
const BUDGETS = [0.1, 0.4, 1];
const FOLDER = new URL('../../../public/models/atlas-3m/', import.meta.url);
const bytesAt = (file: string): ArrayBuffer =>
  new Uint8Array(readFileSync(new URL(file, FOLDER))).buffer;

let session: Session;
let api: ComputeApi;
beforeAll(async () => {
  const kernels = await loadKernels();
  session = createSession({ kernels: () => Promise.resolve(kernels) });
  ({ api } = session);
  // Tables of methods come from the folder.
  vi.stubGlobal('fetch', (url: string) =>
    Promise.resolve(new Response(bytesAt(url.slice('http://x/'.length)))),
  );
  const files = Object.fromEntries([CONFIG, TOKENIZER, WEIGHTS].map((f) => [f, bytesAt(f)]));
  must(await api.model({ name: 'atlas-3m', baseUrl: 'http://x/', files }, ignore));
  return () => vi.unstubAllGlobals();
});

it('the lists of cards and of domains are of the same, in the cards’ order', () => {
  expect(cards.map(({ id }) => id)).toEqual(
    [...cards].sort((a, b) => a.order - b.order).map(({ id }) => id),
  );
  expect(new Set(cards.map(({ order }) => order)).size).toBe(cards.length);
  expect(all.map(([id]) => id).sort()).toEqual(cards.map(({ id }) => id).sort());
});

/** The usual figure's place, on a short text. */
function askedOf(card: Card, method: string, budget: number | null): Asked {
  const { kind, model, subject } = usualOf(card);
  return {
    ...{ domain: card.id, kind, model, subject, text: TEXT, tokens: TOKENS },
    ...{ method, budget, set: {} },
  };
}

/** In a turn of its own, with the worker's own desk. */
async function findIn(domain: DomainCompute, asked: Asked): Promise<Found<DomainTypes>> {
  const kernels = await loadKernels();
  const job: Job = {
    checkpoint: () => Promise.resolve(),
    wait: (promise) => promise,
    shared: (_, work) => work(job),
  };
  return workOn(domain, asked, session.desk.lend(domain.card.id, job, kernels)).found();
}

describe.each(all)('%s', (id, domain) => {
  const { card } = domain;
  const usual = usualOf(card);

  describe('its card', () => {
    it('is that of the lists, and names what it has', () => {
      expect(card).toBe(cards.find((each) => each.id === id));
      expect(card.id).toMatch(/^[a-z]+$/);
      for (const text of [card.title, card.sentence, ...Object.values(card.words)]) {
        expect(text).not.toBe('');
      }
      expect(card.sentence).toMatch(/\.$/);
    });

    it('has ways to look of which the first shows all, each under one name', () => {
      expect(card.shows[0].paints).toBe('all');
      const names = card.shows.flatMap(({ value, formerly }) => [
        value,
        ...(formerly ? [formerly] : []),
      ]);
      expect(new Set(names).size).toBe(names.length);
      for (const each of Object.values(card.usual)) {
        expect(card.shows.map(({ value }) => value)).toContain(each.view.show);
      }
    });

    it('has kinds whose places and axes are named', () => {
      expect(new Set(card.kinds.map((kind) => kind.id)).size).toBe(card.kinds.length);
      for (const kind of card.kinds) {
        expect([kind.title, kind.axes.row, kind.axes.col]).not.toContain('');
        for (const { param } of kind.place) expect(Object.keys(kind.params)).toContain(param);
      }
    });

    it('has places whose names are none of a link itself', () => {
      for (const kind of card.kinds) {
        for (const name of Object.keys(kind.params)) {
          const { warnings } = decodeSpec(
            `d=${id}&kind=${kind.id}&${name}=nothing-like-it`,
            tables,
          );
          expect(warnings, name).toEqual([expect.stringMatching(`^${name} must be`)]);
        }
      }
    });

    it('has usual figures that links and JSON give back, and that a link of their version means', () => {
      for (const [version, spec] of Object.entries(card.usual)) {
        expect(spec.domain).toBe(id);
        expect(Object.keys(spec.subject).sort()).toEqual(
          Object.keys(defaultsOf(kindOf(card, spec).params)).sort(),
        );
        const same = { spec, warnings: [] };
        expect(decodeSpec(encodeSpec(spec, cards), tables)).toEqual(same);
        expect(specFromJson(specToJson(spec, cards), tables)).toEqual(same);
        expect(decodeSpec(`d=${id}&v=${version}`, tables)).toEqual(same);
        for (const method of [spec.method, ...spec.compare]) {
          expect(Object.keys(domain.methods)).toContain(method);
        }
      }
    });
  });

  describe.each(Object.keys(domain.methods))('%s', (method) => {
    it('is found by its id, and the catalogue knows it', async () => {
      const { default: loaded } = await domain.methods[method]!();
      expect(loaded.id).toBe(method);
      expect(tables.methods.get(id)?.has(method)).toBe(true);
    });

    it.each(BUDGETS)('goes through the pipeline at %s', async (budget) => {
      const asked = askedOf(card, method, budget);
      const found = await findIn(domain, asked);
      const { selection, subject } = found;
      const sparsity = domain.sparsityOf(selection, subject);
      expect(sparsity).toBeGreaterThanOrEqual(0);
      expect(sparsity).toBeLessThanOrEqual(1);
      expect(domain.bytesOf(found)).toBeGreaterThan(0);

      const request = { ...asked, row: null };
      const reply = must(await api.figure(ticket(), request));
      const again = must(await api.figure(ticket(), request));
      expect({ ...again, elapsed: 0 }).toEqual({ ...reply, elapsed: 0 });
      expect(again.mask).not.toBe(reply.mask);
      for (const [name, value] of Object.entries(reply)) {
        if (!ArrayBuffer.isView(value)) continue;
        const other = (again as unknown as Record<string, ArrayBufferView>)[name];
        expect(other?.buffer, name).not.toBe(value.buffer);
      }
      if (!selection.mask) return;
      const { rows, cols } = selection.mask;
      const mask = decodeMask(reply.mask);
      expect([mask.rows, mask.cols]).toEqual([rows, cols]);
      if (!domain.painter) return;
      // Rows and columns beyond the mask's are painted by nothing, its last cell by something.
      const view = { row0: 0, row1: rows + 1, col0: 0, col1: cols + 1 };
      const whole = {
        view: { ...view, width: cols + 1, height: rows + 1 },
        theme: 'light' as const,
      };
      const show = card.shows[0].value;
      const { pixels } = must(await api.paint(ticket(), { ...asked, ...whole, show }));
      const drawn = (row: number, col: number): boolean =>
        pixels[4 * (row * (cols + 1) + col) + 3] === 255;
      expect(drawn(rows - 1, cols - 1)).toBe(true);
      for (let i = 0; i <= rows; i++) expect(drawn(i, cols)).toBe(false);
      for (let j = 0; j <= cols; j++) expect(drawn(rows, j)).toBe(false);
    });
  });

  describe('its parts', () => {
    const asked = askedOf(card, usual.method, 0.4);
    const { budget: _, ...site } = asked;
    const lacks = { ok: false, field: 'domain' };

    it('rows are there, or refused as the rows they are not', async () => {
      for (const row of [-1, 0.5, 1_000_000]) {
        const reply = await api.row(ticket(), asked, row);
        expect(reply).toMatchObject(domain.row ? { ok: false, field: 'query' } : lacks);
      }
      if (domain.row) must(await api.row(ticket(), asked, 0));
    });

    it('places are shown and surveyed, or refused by name', async () => {
      const request = { ...site, size: 4, theme: 'dark' as const };
      if (!domain.overview) {
        expect(await api.thumbs(ticket(), request, ignore)).toMatchObject(lacks);
        expect(await api.survey(ticket(), asked, ignore, ignore)).toMatchObject(lacks);
        return;
      }
      const thumbs = await partsOf<ThumbReply>((each) => api.thumbs(ticket(), request, each));
      const surveyed = await partsOf((each) => api.survey(ticket(), asked, each, ignore));
      expect(surveyed).toHaveLength(thumbs.length);
      const names = Object.keys(kindOf(card, usual).params).sort();
      for (const { place, pixels } of thumbs) {
        expect(Object.keys(place).sort()).toEqual(names);
        expect(pixels).toHaveLength(4 * 4 * 4);
      }
      expect(new Set(thumbs.map(({ place }) => JSON.stringify(place))).size).toBe(thumbs.length);
    });

    it('a cost is told, or refused by name', async () => {
      const sweep = { ...site, budgets: [0.4, 1] };
      if (!domain.cost) {
        expect(await api.cost(ticket(), sweep, 'never', ignore, ignore)).toMatchObject(lacks);
        expect(await api.costAt(ticket(), asked, ignore, ignore)).toMatchObject(lacks);
        return;
      }
      const points = await partsOf<{ budget: number; method: string }>((each) =>
        api.cost(ticket(), sweep, 'never', each, ignore),
      );
      expect(points.map(({ budget, method }) => [method, budget])).toEqual([
        [usual.method, 0.4],
        [usual.method, 1],
      ]);
    });

    it('files and tensors that are none are refused', async () => {
      const file = { domain: id, model: usual.model, modelUrl: 'http://x/' };
      const reply = await api.snapshot({ ...file, bytes: new ArrayBuffer(16) });
      expect(reply).toMatchObject(domain.snapshot ? { ok: false } : lacks);
    });
  });
});
