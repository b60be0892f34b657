// The worker answers about a matrix from the files of a snapshot what it would answer from the model: the
// shipped model, baked as the build bakes it.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderDesk } from '../../../src/cli/desk.ts';
import { textOf } from '../../../src/cli/texts.ts';
import type { SnapshotEntry } from '../../../src/client/snapshots.ts';
import { decodeMask } from '../../../src/core/mask/wire.ts';
import type { ParamRecord } from '../../../src/core/params.ts';
import { succeed, type Result } from '../../../src/core/result.ts';
import { lackedPart } from '../../../src/core/snapshot-part.ts';
import { usualOf } from '../../../src/core/card.ts';
import bake from '../../../src/domains/weights/bake.ts';
import { card } from '../../../src/domains/weights/card.ts';
import type { WeightTypes } from '../../../src/domains/weights/types.ts';
import { loadKernels } from '../../../src/kernels/index.ts';
import { CONFIG, TOKENIZER, WEIGHTS } from '../../../src/model/folder.ts';
import { ROOT } from '../../../tools/lib/process.ts';
import type { FigureReply, FigureRequest } from '../../../workers/api.ts';
import { createSession } from '../../../workers/session.ts';
import type { MatrixName } from '../../../src/methods/weights.ts';
import { apiOf, ignore, must, ticket, type ApiOf } from './ask.ts';
import { methods } from '../weights/harness.ts';

const { model: name, text: source, tokens, subject } = usualOf(card);
const folder = join(ROOT, 'public/models', name);
const out = mkdtempSync(join(tmpdir(), 'atlas-matrices-'));
const text = textOf(source);

/** Parts that methods read at their defaults besides the matrix and its inputs. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  s2ft: ['block'],
  sparsegpt: ['hessian'],
  structured: ['block'],
};

let model: ApiOf<WeightTypes>;
let entries: readonly SnapshotEntry[];

beforeAll(async () => {
  const kernels = await loadKernels();
  model = apiOf<WeightTypes>(createSession({ kernels: () => Promise.resolve(kernels) }).api);
  const files = Object.fromEntries(
    [CONFIG, TOKENIZER, WEIGHTS].map((file) => [file, bytesAt(join(folder, file))]),
  );
  must(await model.model({ name, baseUrl: 'file:///', files }, ignore));
  const desk = folderDesk(name, folder, kernels);
  entries = await bake.snapshots({
    ...{ desk, textOf, texts: [{ name: 'tale-needle', text: source }] },
    write: (file, bytes) => {
      writeFileSync(join(out, file), new Uint8Array(bytes));
      return file;
    },
  });
  desk.dispose();
}, 60_000);
afterAll(() => rmSync(out, { recursive: true }));

const bytesAt = (file: string): ArrayBuffer => new Uint8Array(readFileSync(file)).buffer;

function requestOf(method: string, matrix: MatrixName, set: ParamRecord = {}): FigureRequest {
  return {
    ...{ domain: 'weights', kind: 'matrix', model: name, text, tokens },
    ...{ subject: { ...subject, matrix }, method, budget: 0.4, set, row: 7 },
  };
}

/** Asks a fresh worker that has only the files of a matrix; hands it further parts as it asks for them. */
async function fromFiles<T>(
  matrix: MatrixName,
  ask: (api: ApiOf<WeightTypes>) => Promise<Result<T>>,
): Promise<{ readonly reply: Result<T>; readonly parts: readonly string[] }> {
  const api = apiOf<WeightTypes>(createSession().api);
  const entry = entries.find((each) => each.subject['matrix'] === matrix)!;
  const open = async (files: readonly string[]): Promise<void> => {
    for (const file of files) {
      const place = { domain: 'weights', model: name, modelUrl: 'file:///' };
      must(await api.snapshot({ ...place, bytes: bytesAt(join(out, file)) }));
    }
  };
  await open([entry.file, ...(entry.needs ?? [])]);
  const parts: string[] = [];
  for (;;) {
    const reply = await ask(api);
    const part = lackedPart(reply);
    const files = part === null ? undefined : entry.parts?.[part];
    if (part === null || !files) return { reply, parts };
    parts.push(part);
    await open(files);
  }
}

function flips(a: FigureReply, b: FigureReply): number {
  const [one, other] = [decodeMask(a.mask), decodeMask(b.mask)];
  const [mine, theirs] = [new Uint8Array(one.cols), new Uint8Array(one.cols)];
  let count = 0;
  for (let i = 0; i < one.rows; i++) {
    mine.fill(0);
    theirs.fill(0);
    one.forEachRun(i, (start, end) => mine.fill(1, start, end));
    other.forEachRun(i, (start, end) => theirs.fill(1, start, end));
    for (let j = 0; j < one.cols; j++) if (mine[j] !== theirs[j]) count++;
  }
  return count;
}

async function compare(method: string, matrix: MatrixName, set: ParamRecord = {}) {
  const request = requestOf(method, matrix, set);
  const exact = must(await model.figure(ticket(), request));
  const { reply, parts } = await fromFiles(matrix, (api) => api.figure(ticket(), request));
  return { exact, figure: must(reply), parts };
}

const CASES: readonly (readonly [string, ParamRecord, readonly string[]])[] = [
  ...methods.map(({ id }) => [id, {}, PARTS[id] ?? []] as const),
  ['magnitude', { scope: 'model' }, []],
  ['random', { ratios: 'er' }, []],
  ['dsnot', { initial: 'sparsegpt' }, ['hessian']],
  ['owl', { base: 'sparsegpt', multiple: 3.5 }, ['hessian']],
  ['sparsegpt', { pattern: '2:4' }, ['hessian']],
  ['structured', { score: 'magnitude' }, ['block']],
];

describe.each(CASES)('%s with %o', (method, set, needed) => {
  it.each(['q', 'o', 'up', 'down'] as const)('chooses the same weights of %s', async (matrix) => {
    const { exact, figure, parts } = await compare(method, matrix, set);
    expect(flips(figure, exact)).toBe(0);
    expect(parts).toEqual(needed);
    expect(figure.params).toEqual(exact.params);
    expect(figure.calibration).toBe(exact.calibration);
    expect(figure.warnings).toEqual(exact.warnings);
    expect(figure.stages.map(({ id }) => id)).toEqual(exact.stages.map(({ id }) => id));
    // Only inputs of held-out tokens and products of many inputs are rounded.
    if (matrix === 'q') expect(figure.stages).toEqual(exact.stages);
    const [error, truth] = [figure.metrics.outputError!, exact.metrics.outputError!];
    expect(Math.abs(error - truth)).toBeLessThanOrEqual(2e-5 * truth);
  });
});

describe('a snapshot', () => {
  it('paints, reads rows and draws curves as the model does', async () => {
    const request = requestOf('wanda', 'q');
    const view = { row0: 0, row1: 192, col0: 0, col1: 192, width: 96, height: 96 };
    const paint = { ...request, show: 'kept' as const, theme: 'light' as const, view };
    const pixels = must(await model.paint(ticket(), paint)).pixels;
    const painted = await fromFiles('q', (api) => api.paint(ticket(), paint));
    expect(must(painted.reply).pixels).toEqual(pixels);

    const row = must(await model.row(ticket(), request, 3));
    const read = await fromFiles('q', (api) => api.row(ticket(), request, 3));
    expect(must(read.reply)).toEqual(row);

    const sweep = { ...requestOf('sparsegpt', 'q'), budgets: [0.3, 0.6] };
    const curveOf = async (api: ApiOf<WeightTypes>): Promise<Result<number[]>> => {
      const points: number[] = [];
      const reply = await api.curve(ticket(), sweep, ({ metrics }) => {
        points.push(metrics.sparsity, metrics.outputError ?? NaN);
      });
      return reply.ok ? succeed(points) : reply;
    };
    const truth = must(await curveOf(model));
    const curve = must((await fromFiles('q', curveOf)).reply);
    expect(curve).toHaveLength(4);
    for (const [i, value] of curve.entries()) expect(value).toBeCloseTo(truth[i] ?? NaN, 5);
  });

  it('sends on to the model what it cannot tell', async () => {
    const between = requestOf('magnitude', 'q', { scope: 'model', sparsity: 0.505 });
    const { reply } = await fromFiles('q', (api) => api.figure(ticket(), between));
    expect(lackedPart(reply)).toBe('model');
    const elsewhere = { ...requestOf('wanda', 'q'), subject: { layer: 2, matrix: 'q' } };
    const other = await fromFiles('q', (api) => api.figure(ticket(), elsewhere));
    expect(other.reply).toMatchObject({ ok: false, field: 'model' });
  });

  it('is small: no file above 400 kB, for most methods two files below 200 kB in all', () => {
    for (const file of readdirSync(out)) expect(statSync(join(out, file)).size).toBeLessThan(4e5);
    const [first] = entries;
    expect(first).toMatchObject({ domain: 'weights', kind: 'matrix', subject });
    const usual = [first!.file, ...(first!.needs ?? [])].map(
      (file) => statSync(join(out, file)).size,
    );
    expect(usual.reduce((sum, size) => sum + size, 0)).toBeLessThan(2e5);
  });
});
