// The worker answers from a snapshot what it would answer from the model.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '../../../src/core/result.ts';
import { writeSnapshot, type FullHead } from '../../../src/domains/attention/snapshot.ts';
import { typescriptKernels } from '../../../src/kernels/ts.ts';
import { openModel } from '../../../src/model/folder.ts';
import type { ComputeApi, CurvePoint, MaskRequest, Ticket } from '../../../workers/api.ts';
import { createSession, type Session } from '../../../workers/session.ts';
import { tinyFolder } from '../model/tiny.ts';

const TEXT = 'the cat sat on the mat and the other cat sat on the other mat, then both slept';
const TOKENS = 48;
const folder = tinyFolder({ num_key_value_heads: 4 });
const mask: MaskRequest = {
  ...{ model: 'tiny', text: TEXT, tokens: TOKENS, layer: 1, head: 2 },
  ...{ method: 'block-topk', budget: 0.4, set: {} },
};
const paint = {
  ...mask,
  show: 'kept' as const,
  theme: 'light' as const,
  view: { row0: 0, row1: TOKENS, col0: 0, col1: TOKENS, width: 24, height: 24 },
};

let sequence = 0;
const ticket = (key: string): Ticket => ({ key, sequence: ++sequence });

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.field}: ${result.message}`);
  return result.value;
}

async function snapshotBytes(exact: boolean): Promise<ArrayBuffer> {
  const { llama, tokenizer } = openModel(folder, typescriptKernels);
  const cut = tokenizer.encode(TEXT);
  const ids = cut.ids.slice(0, TOKENS);
  const { heads } = await llama.forward(ids, { keep: 'heads', logits: 'none' });
  const head = heads[mask.layer]![mask.head] as FullHead;
  return writeSnapshot(
    {
      ...{ model: 'tiny', text: TEXT, tokens: TOKENS, total: cut.ids.length, head, ids },
      pieces: cut.pieces.slice(0, TOKENS),
      starts: cut.starts.slice(0, TOKENS),
      ends: cut.ends.slice(0, TOKENS),
    },
    exact,
  );
}

const start = (): Session => createSession(() => Promise.resolve(typescriptKernels));

async function openWith(exact: boolean): Promise<Session> {
  const session = start();
  const bytes = await snapshotBytes(exact);
  must(await session.api.snapshot({ bytes, modelUrl: 'http://x/tiny/' }));
  return session;
}

async function openTiny(api: ComputeApi): Promise<void> {
  const files = Object.fromEntries(folder);
  must(await api.model({ name: 'tiny', baseUrl: 'http://x/tiny/', files }, () => {}));
}

async function curveOf(api: ComputeApi): Promise<CurvePoint[]> {
  const points: CurvePoint[] = [];
  const request = { ...mask, budgets: [0.2, 0.6] };
  must(await api.curve(ticket('curve'), request, (point) => points.push(point)));
  return points;
}

let model: ComputeApi;
beforeAll(async () => {
  model = start().api;
  await openTiny(model);
});

describe('an exact snapshot', () => {
  it('answers text, figure, paint, row and curve as the model does', async () => {
    const { api } = await openWith(true);
    const both = async <T>(ask: (of: ComputeApi) => Promise<T>): Promise<[T, T]> => [
      await ask(api),
      await ask(model),
    ];
    const [text, textOfModel] = await both(async (of) => must(await of.text(ticket('t'), mask)));
    expect(text).toEqual(textOfModel);
    const [figure, figureOfModel] = await both(async (of) =>
      must(await of.figure(ticket('f'), mask)),
    );
    expect({ ...figure, elapsed: 0 }).toEqual({ ...figureOfModel, elapsed: 0 });
    const [pixels, pixelsOfModel] = await both(async (of) =>
      must(await of.paint(ticket('p'), paint)),
    );
    expect(pixels).toEqual(pixelsOfModel);
    const [row, rowOfModel] = await both(async (of) =>
      must(await of.row(ticket('r'), { ...mask, query: 30 })),
    );
    expect(row).toEqual(rowOfModel);
    const [curve, curveOfModel] = await both(curveOf);
    expect(curve).toEqual(curveOfModel);
  });

  it('serves on while the model that has come has not read the text', async () => {
    const { api, desk } = await openWith(true);
    await openTiny(api);
    const figure = must(await api.figure(ticket('f'), mask));
    expect(figure.exact).toBe(true);
    expect(desk.bytes).toBeLessThan(100_000); // a reading of the text holds more than that
  });
});

describe('a snapshot in half precision', () => {
  it('says so, and comes close', async () => {
    const { api } = await openWith(false);
    const figure = must(await api.figure(ticket('f'), mask));
    const exact = must(await model.figure(ticket('f'), mask));
    expect(figure.exact).toBe(false);
    expect(exact.exact).toBe(true);
    expect(figure.metrics.recall).toBeCloseTo(exact.metrics.recall, 3);
    expect(figure.metrics.outputError).toBeCloseTo(exact.metrics.outputError, 2);
  });

  it('gives way to the model', async () => {
    const { api } = await openWith(false);
    await openTiny(api);
    expect(must(await api.figure(ticket('f'), mask)).exact).toBe(true);
  });
});

describe('without the model', () => {
  it.each([
    ['another head', { head: 1 }],
    ['another layer', { layer: 0 }],
    ['another text', { text: `${TEXT}.` }],
    ['another length', { tokens: TOKENS - 1 }],
    ['another model', { model: 'small' }],
  ])('a snapshot does not answer for %s', async (_, change) => {
    const { api } = await openWith(true);
    const reply = await api.figure(ticket('f'), { ...mask, ...change });
    expect(reply).toMatchObject({ ok: false, field: 'model' });
  });

  it('a file that is no snapshot is refused in words', async () => {
    const reply = await start().api.snapshot({ bytes: new ArrayBuffer(16), modelUrl: 'http://x/' });
    expect(reply).toMatchObject({ ok: false });
  });
});
