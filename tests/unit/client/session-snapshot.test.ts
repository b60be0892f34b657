// The worker answers from a snapshot what it would answer from the model.
import { beforeAll, describe, expect, it } from 'vitest';
import { writeSnapshot, type FullHead } from '../../../src/domains/attention/snapshot.ts';
import { typescriptKernels } from '../../../src/kernels/ts.ts';
import { openModel } from '../../../src/model/folder.ts';
import type { AttentionTypes } from '../../../src/domains/attention/types.ts';
import type { ComputeApi, CurvePoint, FigureRequest } from '../../../workers/api.ts';
import type { Session } from '../../../workers/session.ts';
import { tinyFolder } from '../model/tiny.ts';
import {
  apiOf,
  must,
  openTiny,
  partsOf,
  startSession,
  TEXT,
  ticket,
  type ApiOf,
} from '../workers/ask.ts';

const TOKENS = 48;
const folder = tinyFolder({ num_key_value_heads: 4 });
const mask: FigureRequest = {
  ...{ domain: 'attention', kind: 'head', model: 'tiny', text: TEXT, tokens: TOKENS },
  ...{ subject: { layer: 1, head: 2 }, method: 'block-topk', budget: 0.4, set: {}, row: null },
};
const paint = {
  ...mask,
  show: 'kept' as const,
  theme: 'light' as const,
  view: { row0: 0, row1: TOKENS, col0: 0, col1: TOKENS, width: 24, height: 24 },
};

async function snapshotBytes(exact: boolean): Promise<ArrayBuffer> {
  const { llama, tokenizer } = openModel(folder, typescriptKernels);
  const cut = tokenizer.encode(TEXT);
  const ids = cut.ids.slice(0, TOKENS);
  const { heads } = await llama.forward(ids, { keep: 'heads', logits: 'none' });
  const head = heads[1]![2] as FullHead;
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

async function openWith(exact: boolean): Promise<Session> {
  const session = startSession();
  const bytes = await snapshotBytes(exact);
  const place = { domain: 'attention', model: 'tiny', modelUrl: 'http://x/tiny/' };
  must(await session.api.snapshot({ ...place, bytes }));
  return session;
}

const curveOf = (api: ComputeApi): Promise<CurvePoint[]> =>
  partsOf((each) => api.curve(ticket('curve'), { ...mask, budgets: [0.2, 0.6] }, each));

let model: ApiOf<AttentionTypes>;
beforeAll(async () => {
  const { api } = startSession();
  must(await openTiny(api, folder));
  model = apiOf<AttentionTypes>(api);
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
    const [row, rowOfModel] = await both(async (of) => must(await of.row(ticket('r'), mask, 30)));
    expect(row).toEqual(rowOfModel);
    const [curve, curveOfModel] = await both(curveOf);
    expect(curve).toEqual(curveOfModel);
  });

  it('serves on while the model that has come has not read the text', async () => {
    const { api, desk } = await openWith(true);
    must(await openTiny(api, folder));
    const figure = must(await api.figure(ticket('f'), mask));
    expect(figure.exact).toBe(true);
    expect(desk.bytes).toBeLessThan(100_000); // a reading of the text holds more than that
  });
});

describe('a snapshot in half precision', () => {
  it('says so, and comes close', async () => {
    const { api } = await openWith(false);
    const figure = must(await apiOf<AttentionTypes>(api).figure(ticket('f'), mask));
    const exact = must(await model.figure(ticket('f'), mask));
    expect(figure.exact).toBe(false);
    expect(exact.exact).toBe(true);
    expect(figure.metrics.recall).toBeCloseTo(exact.metrics.recall, 3);
    expect(figure.metrics.outputError).toBeCloseTo(exact.metrics.outputError, 2);
  });

  it('gives way to the model', async () => {
    const { api } = await openWith(false);
    must(await openTiny(api, folder));
    expect(must(await api.figure(ticket('f'), mask)).exact).toBe(true);
  });
});

describe('without the model', () => {
  it.each([
    ['another head', { subject: { layer: 1, head: 1 } }],
    ['another layer', { subject: { layer: 0, head: 2 } }],
    ['another text', { text: `${TEXT}.` }],
    ['another length', { tokens: TOKENS - 1 }],
    ['another model', { model: 'small' }],
  ])('a snapshot does not answer for %s', async (_, change) => {
    const { api } = await openWith(true);
    const reply = await api.figure(ticket('f'), { ...mask, ...change });
    expect(reply).toMatchObject({ ok: false, field: 'model' });
  });

  it('a file that is no snapshot is refused in words', async () => {
    const place = { domain: 'attention', model: 'tiny', modelUrl: 'http://x/tiny/' };
    const reply = await startSession().api.snapshot({ ...place, bytes: new ArrayBuffer(16) });
    expect(reply).toMatchObject({ ok: false });
  });
});
