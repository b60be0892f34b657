// Pruning a whole model: what is gathered where, what the result is, and what stays untouched.
import { describe, expect, it } from 'vitest';
import { CancelledError } from '../../../../src/core/result.ts';
import { matrix, type Matrix } from '../../../../src/core/tensor.ts';
import { calibrate } from '../../../../src/domains/weights/calibrate.ts';
import { pruneModel } from '../../../../src/domains/weights/prune.ts';
import { selectFrom, weightsAfter } from '../../../../src/domains/weights/select.ts';
import { LINEAR, matrixAt } from '../../../../src/domains/weights/subject.ts';
import { MATRICES } from '../../../../src/methods/weights.ts';
import type { LinearName } from '../../../../src/model/linear.ts';
import type { Llama } from '../../../../src/model/llama.ts';
import { inputsOf, kernels, methods, outputError } from '../harness.ts';
import { settingOf, TEXT, tinySubject, tokens } from './tiny.ts';

/** What enters a linear layer when the whole model reads each sequence. */
async function caught(
  llama: Llama,
  layer: number,
  name: LinearName,
  texts: readonly Uint32Array[],
) {
  const inputs: Matrix[] = [];
  for (const ids of texts) {
    await llama.forward(ids, {
      logits: 'none',
      onLinear: (at, which, input) => void (at === layer && which === name && inputs.push(input)),
    });
  }
  return inputs;
}

const close = (found: ArrayLike<number>, expected: ArrayLike<number>): void => {
  expect(found.length).toBe(expected.length);
  for (let p = 0; p < found.length; p++) {
    expect(Math.abs(found[p]! - expected[p]!)).toBeLessThan(
      1e-4 * Math.max(1, Math.abs(expected[p]!)),
    );
  }
};

const subject = tinySubject();
const { llama } = subject;

describe('openWeights', () => {
  it('finds the seven matrices of every block, and counts nothing else', () => {
    expect(subject.matrices.map(({ layer, name }) => `${layer}.${name}`)).toEqual(
      [0, 1].flatMap((layer) => MATRICES.map((name) => `${layer}.${name}`)),
    );
    // Hidden 20, four heads of 6 on two key/value heads, inner 28.
    const block = 24 * 20 + 2 * (12 * 20) + 20 * 24 + 3 * (28 * 20);
    expect(subject.prunable).toBe(2 * block);
    expect(matrixAt(subject.matrices, { layer: 1, name: 'k' })).toMatchObject({
      out: 12,
      in: 20,
      heads: 4,
      kvHeads: 2,
    });
    expect(() => matrixAt(subject.matrices, { layer: 2, name: 'k' })).toThrow(
      'no matrix k in layer 2',
    );
  });
});

describe('calibrate', () => {
  it('gathers what enters each layer of the dense model', async () => {
    const progress: number[] = [];
    const { matrices } = await calibrate(subject, TEXT, undefined, (done) => progress.push(done));
    expect(progress).toEqual([1, 2]);
    for (const each of matrices) {
      const seen = await caught(llama, each.layer, LINEAR[each.name], TEXT.calibration);
      close(each.inputs!.l2, inputsOf(seen).l2);
      close(each.inputs!.sum, inputsOf(seen).sum);
      const held = await caught(llama, each.layer, LINEAR[each.name], TEXT.heldOut);
      expect(each.heldOut.map(({ data }) => [...data])).toEqual(held.map(({ data }) => [...data]));
    }
    const of = (name: 'q' | 'k' | 'v' | 'o' | 'gate' | 'up') =>
      matrixAt(matrices, { layer: 1, name }).inputs;
    expect(of('q')).toBe(of('v'));
    expect(of('gate')).toBe(of('up'));
    expect(of('q')).not.toBe(of('o'));
  });
});

describe('pruneModel', () => {
  it('calibrates each block as it still is, behind blocks that are pruned already', async () => {
    const pruning = await pruneModel(subject, TEXT, settingOf('wanda', { sparsity: 0.6 }));
    let half = llama;
    for (const name of MATRICES) {
      const { after } = matrixAt(pruning.matrices, { layer: 0, name });
      half = half.replaced(0, LINEAR[name], after);
    }
    for (const each of pruning.matrices) {
      const model = each.layer === 0 ? llama : half;
      close(
        each.inputs!.l2,
        inputsOf(await caught(model, each.layer, LINEAR[each.name], TEXT.calibration)).l2,
      );
      // Held-out tokens take the same way.
      const held = await caught(model, each.layer, LINEAR[each.name], TEXT.heldOut);
      expect(each.heldOut).toHaveLength(held.length);
      held.forEach(({ data }, at) => close(each.heldOut[at]!.data, data));
    }
    // Dense activations would have been others.
    const { inputs } = matrixAt(pruning.matrices, { layer: 1, name: 'q' });
    const dense = inputsOf(await caught(llama, 1, 'q_proj', TEXT.calibration)).l2;
    expect(Math.max(...inputs!.l2.map((x, j) => Math.abs(x - dense[j]!)))).toBeGreaterThan(0.1);
  });

  it('measures each layer on held-out tokens, by its definition', async () => {
    const pruning = await pruneModel(subject, TEXT, settingOf('sparsegpt', { sparsity: 0.5 }));
    for (const each of pruning.matrices) {
      const rows = each.heldOut.flatMap((x) => [...x.data]);
      const x = matrix(rows.length / each.in, each.in, Float32Array.from(rows));
      expect(each.outputError).toBeCloseTo(outputError(x, each.weight, each.after), 5);
      expect(each.outputError).toBeGreaterThan(0);
    }
  });

  it('counts the sparsity over all prunable weights', async () => {
    const pruning = await pruneModel(subject, TEXT, settingOf('n-m', { n: 1, m: 4 }));
    expect(pruning.sparsity).toBe(0.75);
    const zeros = pruning.matrices.flatMap(({ after }) => [...after].filter((w) => w === 0));
    expect(zeros.length / subject.prunable).toBe(0.75);
  });

  it('puts the pruned weights into the model and leaves the dense one as it was', async () => {
    const ids = tokens(9, 12);
    const before = (await llama.forward(ids)).logits.data;
    const pruning = await pruneModel(subject, TEXT, settingOf('magnitude', { sparsity: 0.5 }));
    for (const { layer, name, after } of pruning.matrices) {
      expect(pruning.llama.linear(layer, LINEAR[name]).weights().data).toEqual(after);
    }
    expect((await pruning.llama.forward(ids)).logits.data).not.toEqual(before);
    pruning.release();
    expect((await llama.forward(ids)).logits.data).toEqual(before);
  });

  it.each(methods.map(({ id }) => id))(
    '%s leaves the model as it is at the whole budget, to the last bit',
    async (id) => {
      const { method } = settingOf(id);
      const setting = {
        method,
        paramsFor: (shape: Parameters<typeof method.atBudget>[1]) => ({
          ...settingOf(id).paramsFor(shape),
          ...(method.atBudget(1, shape) as Record<string, number>),
        }),
      };
      const pruning = await pruneModel(subject, TEXT, setting);
      const ids = tokens(9, 12);
      const [dense, pruned] = [await llama.forward(ids), await pruning.llama.forward(ids)];
      expect(pruned.logits.data).toEqual(dense.logits.data);
      for (const each of pruning.matrices) expect(each.outputError).toBe(0);
    },
  );

  it.each(methods.map(({ id }) => id))('%s prunes a model with grouped-query heads', async (id) => {
    const pruning = await pruneModel(subject, TEXT, settingOf(id));
    const { effect } = settingOf(id).method;
    expect(pruning.sparsity).toBeGreaterThan(0.1);
    for (const { after, selection, weight } of pruning.matrices) {
      if (effect === 'train') expect(after).toBe(weight.data);
      else
        after.forEach(
          (w, p) =>
            w !== 0 &&
            expect(selection.mask.has(Math.floor(p / weight.cols), p % weight.cols)).toBe(true),
        );
    }
  });

  it('lets plans read the dense model', async () => {
    const setting = settingOf('owl', { multiple: 2 });
    const dense = await calibrate(subject, TEXT);
    const own = await pruneModel(subject, TEXT, setting);
    const given = await pruneModel(subject, TEXT, setting, { dense });
    expect(own.plan).toEqual(given.plan);
    expect(own.plan).toEqual(
      setting.method.plan!(dense, setting.paramsFor(dense.matrices[0]!), kernels),
    );
  });

  it('re-uses statistics: the same selection without running the model again', async () => {
    const first = await pruneModel(subject, TEXT, settingOf('wanda', { sparsity: 0.5 }));
    const site = matrixAt(first.matrices, { layer: 1, name: 'down' });
    const block = first.matrices.filter(({ layer }) => layer === 1);
    const again = selectFrom(site, settingOf('wanda', { sparsity: 0.5 }), {
      kernels,
      plan: first.plan,
      block,
    });
    expect(weightsAfter(site, again, 'prune')).toEqual(site.after);
  });

  it('needs calibration text only where the method reads it', async () => {
    const none = { calibration: [], heldOut: [] };
    const pruning = await pruneModel(subject, none, settingOf('magnitude'));
    expect(pruning.matrices[0]!.outputError).toBeNull();
    await expect(pruneModel(subject, none, settingOf('wanda'))).rejects.toThrow(
      'needs calibration activations',
    );
  });

  it('reports progress per block and stops where it is cancelled', async () => {
    const progress: [number, number][] = [];
    await pruneModel(subject, TEXT, settingOf('wanda'), {
      onBlock: (...at) => void progress.push(at),
    });
    expect(progress).toEqual([
      [1, 2],
      [2, 2],
    ]);
    let left = 60;
    const checkpoint = (): void => {
      if (left-- === 0) throw new CancelledError();
    };
    await expect(pruneModel(subject, TEXT, settingOf('wanda'), { checkpoint })).rejects.toThrow(
      CancelledError,
    );
  });
});
