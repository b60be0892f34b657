// Numbers and arrays of a figure as files: nothing is lost, and other programs can read them.
import { expect, test } from 'vitest';
import type { DomainTypes, FigureReply } from '../../../workers/api.ts';
import { usualOf } from '../../../src/core/card.ts';
import type { Mask } from '../../../src/core/mask/mask.ts';
import { card as headCard } from '../../../src/domains/attention/card.ts';
import type { AttentionMetrics } from '../../../src/domains/attention/metrics.ts';
import type { AttentionTypes } from '../../../src/domains/attention/types.ts';
import { card as matrixCard } from '../../../src/domains/weights/card.ts';
import type { MatrixRow, WeightTypes } from '../../../src/domains/weights/types.ts';
import type { Shown } from '../../../src/kit/shown.ts';
import headShare from '../../../src/views/attention/share.ts';
import { attentionLines, attentionParts } from '../../../src/views/attention/share-numbers.ts';
import { numbersCsv, numbersJson, type FigureNumbers } from '../../../src/kit/share/numbers.ts';
import matrixShare from '../../../src/views/weights/share.ts';
import { weightLines, weightParts } from '../../../src/views/weights/share-numbers.ts';
import { fromRows } from '../../../src/core/mask/text.ts';
import { readNpz, writeNpz } from '../../../src/core/npy.ts';
import { matrixMetrics } from '../../../src/domains/weights/metrics.ts';
import { part } from '../support/part.ts';

const mask = fromRows(['##..', '.#.#']);
const metrics: AttentionMetrics = {
  ...{ keptPairs: 3, causalPairs: 10, sparsity: 0.1 + 0.2, recall: 1 / 3, recallLastQuarter: 0.5 },
  ...{ outputError: 0.25, tileDensity: { 16: 1, 32: 1, 64: 1 }, idealFlops: 12, kernelFlops: 24 },
  ...{ estimationFlops: 6, denseFlops: 40, kvBytesPerStep: null, kvBytesPerStepDense: 64 },
};
const head = {
  spec: { ...usualOf(headCard), method: 'window', budget: null },
  reply: { metrics, rowRecall: Float32Array.of(1, 0.5), rowError: Float32Array.of(0, 0.25) },
  cost: {
    ...{ sparsity: 0.3, nats: 2.5, deltaNats: 0.5, needlesRight: 3, needles: 4 },
    continuation: { nats: 2.25, deltaNats: 0.125, tokens: 9 },
  },
  curves: [{ method: 'oracle', budget: 0.4, metrics: { ...metrics, recall: 0.9 } }],
  costs: [],
  recalls: [{ layer: 1, head: 2, recall: 0.75 }],
};
const matrix = {
  spec: usualOf(matrixCard),
  reply: {
    metrics: matrixMetrics(
      { mask, estimationFlops: 7, contest: { among: 'row' }, trace: () => [] },
      0.125,
    ),
    rowDensity: Float32Array.of(0.5, 0.5),
    colDensity: Float32Array.of(0.5, 1, 0, 0.5),
    exact: true,
    calibration: 512,
  },
  cost: null,
  sites: [{ layer: 2, matrix: 'up', kept: 4, weights: 8, outputError: 0.5 }] as const,
  curves: [],
  costs: [],
};

function whole(parts: Record<string, unknown>, lines: FigureNumbers['lines']): FigureNumbers {
  const { spec } = head;
  return { spec, link: 'l', version: '1', kernels: 'ts', params: { window: 64 }, parts, lines };
}

/** Rows of a CSV file without quoted fields. */
function rows(csv: string): string[] {
  expect(csv.endsWith('\r\n')).toBe(true);
  return csv.trimEnd().split('\r\n');
}

test('CSV of attention: a line for each number, unrounded', () => {
  const lines = rows(numbersCsv(whole({}, attentionLines(head))));
  expect(lines[0]).toBe('of,method,budget,name,value');
  expect(lines).toContain('figure,window,,sparsity,0.30000000000000004');
  expect(lines).toContain('model,window,,deltaNats,0.5');
  expect(lines).toContain('model,window,,continuation deltaNats,0.125');
  expect(lines).toContain('layer 1 head 2,window,,recall,0.75');
  expect(lines).toContain('curve,oracle,0.4,recall,0.9');
  expect(lines).toContain('query 1,window,,recall,0.5');
  expect(lines).toContain('query 1,window,,output error,0.25');
});

test('JSON of attention holds the same, with the figure that it is of', () => {
  const json = JSON.parse(numbersJson(whole(attentionParts(head), []))) as Record<string, unknown>;
  expect(json).toMatchObject({
    spec: { method: 'window', budget: null },
    params: { window: 64 },
    metrics: { sparsity: 0.1 + 0.2 },
    rows: { recall: [1, 0.5], outputError: [0, 0.25] },
    heads: [{ layer: 1, head: 2, recall: 0.75 }],
  });
});

test('CSV of weights: the matrix, its formats, all matrices, shares of rows and columns', () => {
  const lines = rows(numbersCsv(whole({}, weightLines(matrix))));
  expect(lines).toContain('figure,wanda,0.5,sparsity,0.5');
  expect(lines).toContain('figure,wanda,0.5,kept weights,4');
  expect(lines).toContain('figure,wanda,0.5,weights,8');
  expect(lines).toContain('figure,wanda,0.5,output error,0.125');
  expect(lines).toContain('format dense,wanda,0.5,bytes,16'); // 8 weights in float16
  expect(lines).toContain('format bitmask,wanda,0.5,bytes,9'); // a bit each, and 4 values
  expect(lines).toContain('layer 2 up,wanda,0.5,kept,4');
  expect(lines).toContain('layer 2 up,wanda,0.5,outputError,0.5');
  expect(lines).toContain('output 1,wanda,0.5,density,0.5');
  expect(lines).toContain('input 2,wanda,0.5,density,0');
});

test('JSON of weights', () => {
  const json = JSON.parse(numbersJson(whole(weightParts(matrix), []))) as Record<string, unknown>;
  expect(json).toMatchObject({
    metrics: { kept: 4, outputError: 0.125 },
    calibration: { tokens: 512, blockByBlock: true },
    density: { outputs: [0.5, 0.5], inputs: [0.5, 1, 0, 0.5] },
    matrices: [{ layer: 2, matrix: 'up', kept: 4 }],
  });
});

test('fields with commas and quotes are quoted', () => {
  const csv = numbersCsv(whole({}, [['a, "b"', 'm', '', 'n', 1]]));
  expect(csv).toBe('of,method,budget,name,value\r\n"a, ""b""",m,,n,1\r\n');
});

/** A figure with this mask. */
function shown<T extends DomainTypes>(kept: Mask, reply: Partial<FigureReply<T>>) {
  return part<Shown<FigureReply<T>>>({ mask: kept, reply: part<FigureReply<T>>(reply) });
}

/** Values of an array of an archive that was written and read again. */
function floatsOf(npz: Uint8Array, name: string): number[] {
  const array = readNpz(npz).get(name);
  expect(array?.dtype).toBe('f4');
  return [...new Float32Array((array?.bytes ?? new Uint8Array()).slice().buffer)];
}

test('NPZ of a head: mask and attention as [n, n]', async () => {
  const causal = fromRows(['#.', '.#']);
  const row = (query: number) =>
    Promise.resolve({ weights: Float32Array.from({ length: query + 1 }, () => 0.5) });
  const figure = shown<AttentionTypes>(causal, { rowRecall: Float32Array.of(1, 0.5) });
  const npz = writeNpz((await headShare.arrays(figure, row)) ?? {});
  expect(readNpz(npz).get('mask')).toMatchObject({ shape: [2, 2], dtype: 'u1' });
  expect([...(readNpz(npz).get('mask')?.bytes ?? [])]).toEqual([1, 0, 0, 1]);
  expect(floatsOf(npz, 'attention')).toEqual([0.5, 0, 0.5, 0.5]);
  expect(floatsOf(npz, 'row_recall')).toEqual([1, 0.5]);
});

test('NPZ of a head whose rows cannot be had holds the mask alone', async () => {
  const figure = shown<AttentionTypes>(mask, { rowRecall: new Float32Array(2) });
  const arrays = await headShare.arrays(figure, () => Promise.resolve(null));
  expect(Object.keys(arrays ?? {})).toEqual(['mask', 'row_recall']);
});

function rowReply(output: number, more: Partial<MatrixRow>): MatrixRow {
  const values = Float32Array.of(1, 2, 3, 4).map((value) => value + 10 * output);
  const pruned = values.map((value, j) => (mask.has(output, j) ? value : 0));
  return { values, pruned, norms: null, scores: null, ranks: null, rivals: 0, ...more };
}

test('NPZ of a matrix: mask, weights before and after, scores and norms', async () => {
  const row = (output: number) =>
    Promise.resolve(
      rowReply(output, {
        norms: Float32Array.of(1, 1, 2, 2),
        scores: Float32Array.of(9, 8, 7, 6).map((score) => score - output),
      }),
    );
  const arrays = await matrixShare.arrays(shown<WeightTypes>(mask, {}), row);
  const npz = writeNpz(arrays ?? {});
  expect(readNpz(npz).get('scores')?.shape).toEqual([2, 4]);
  expect([...(readNpz(npz).get('mask')?.bytes ?? [])]).toEqual([1, 1, 0, 0, 0, 1, 0, 1]);
  expect(floatsOf(npz, 'weight')).toEqual([1, 2, 3, 4, 11, 12, 13, 14]);
  expect(floatsOf(npz, 'pruned_weight')).toEqual([1, 2, 0, 0, 0, 12, 0, 14]);
  expect(floatsOf(npz, 'scores')).toEqual([9, 8, 7, 6, 8, 7, 6, 5]);
  expect(floatsOf(npz, 'input_norms')).toEqual([1, 1, 2, 2]);
});

test('NPZ of a matrix without scores, and of one that cannot be had', async () => {
  const figure = shown<WeightTypes>(mask, {});
  const plain = await matrixShare.arrays(figure, (output) => Promise.resolve(rowReply(output, {})));
  expect(Object.keys(plain ?? {})).toEqual(['mask', 'weight', 'pruned_weight']);
  expect(await matrixShare.arrays(figure, () => Promise.resolve(null))).toBeNull();
});
