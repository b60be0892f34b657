// Captions: method, parameters, text and version, in both domains.
import { expect, test } from 'vitest';
import { usualOf } from '../../../../src/core/card.ts';
import type { ParamRecord } from '../../../../src/core/params.ts';
import type { FigureSpec } from '../../../../src/core/spec.ts';
import { card as headCard } from '../../../../src/domains/attention/card.ts';
import type { AttentionTypes } from '../../../../src/domains/attention/types.ts';
import { card as matrixCard } from '../../../../src/domains/weights/card.ts';
import type { WeightTypes } from '../../../../src/domains/weights/types.ts';
import { catalogue } from '../../../../src/methods/catalogue.generated.ts';
import headFiles from '../../../../src/views/attention/files.ts';
import * as headPlace from '../../../../src/views/attention/place.ts';
import type { FileReply } from '../../../../src/views/files.ts';
import matrixFiles from '../../../../src/views/weights/files.ts';
import * as matrixPlace from '../../../../src/views/weights/place.ts';
import { weightSummary } from '../../../../src/views/weights/summary.ts';
import { part } from '../../support/part.ts';

function entryOf(id: string) {
  const entry = catalogue.find((each) => each.id === id);
  if (!entry) throw new Error(id);
  return entry;
}

type MatrixReply = FileReply<WeightTypes>;

/** How a head of 512 tokens says that it was made. */
function headOrigin(spec: FigureSpec, params: ParamRecord): string {
  const metrics = part<FileReply<AttentionTypes>['metrics']>({ sparsity: 0.5, recall: 0.9 });
  const reply = part<FileReply<AttentionTypes>>({
    ...{ rowRecall: new Float32Array(512), metrics, params },
  });
  const entry = entryOf(spec.method);
  return headFiles.caption({ spec, entry, version: '1.2.3', stages: [], reply })[1];
}

test('attention: where, how much text, the knob and the parameters in force', () => {
  const spec = { ...usualOf(headCard), method: 'streaming-llm', budget: 0.3 };
  expect(headOrigin(spec, { sinks: 4, window: 96 })).toBe(
    'StreamingLLM (A-shape) (Xiao et al. 2023) on layer 3, head 3 of atlas-3m, 512 tokens of the text tale.7, budget 0.3 (sinks 4, window 96). Made with Sparsity Atlas 1.2.3.',
  );
  expect(headPlace.subtitleOf(spec, entryOf('streaming-llm'))).toBe(
    'layer 3 · head 3 · text tale.7 · static, training-free',
  );
});

test('weights: what calibrated it, and how', () => {
  const spec: FigureSpec = {
    ...usualOf(matrixCard),
    ...{ budget: null, text: { kind: 'own', text: 'x' } },
  };
  const size = { rows: 192, cols: 192 };
  const origin = (change: Partial<MatrixReply>): string => {
    const metrics = part<MatrixReply['metrics']>({ kept: 1, weights: 2, outputError: 0.1 });
    const reply = part<MatrixReply>({
      ...{ ...size, metrics, effect: 'prune', exact: true },
      ...{ params: { pattern: 'unstructured', sparsity: 0.5 }, ...change },
    });
    const source = { spec, entry: entryOf('wanda'), version: '1.2.3', stages: [], reply };
    return matrixFiles.caption(source)[1];
  };
  expect(origin({ calibration: 500 })).toBe(
    'Wanda (Sun et al. 2024) on layer 3, output projection of atlas-3m, calibrated block by block with 500 tokens of a text of ours, default settings (pattern unstructured, sparsity 0.5). Made with Sparsity Atlas 1.2.3.',
  );
  expect(origin({ calibration: 500, exact: false })).toContain(
    'calibrated on the dense model with 500 tokens',
  );
  expect(origin({ calibration: 0 })).toBe(
    'Wanda (Sun et al. 2024) on layer 3, output projection of atlas-3m, default settings (pattern unstructured, sparsity 0.5). It reads no text; how far outputs move was measured on held-out tokens of a text of ours. Made with Sparsity Atlas 1.2.3.',
  );
  expect(origin({ calibration: 0, effect: 'train' })).toContain(
    '0.5). It reads no text. Made with',
  );
  const reply = { ...size, effect: 'prune', calibration: 500 } as const;
  expect(matrixPlace.subtitleOf(spec, reply)).toBe(
    'layer 3 · output projection · 192 × 192 · text own',
  );
});

test('a parameter that matters under another setting only is not named', () => {
  const params = { pattern: 'vertical-slash', verticalSize: 18, topBlocks: 4 };
  const spec = { ...usualOf(headCard), method: 'minference' };
  expect(headOrigin(spec, params)).toContain('(pattern vertical-slash, verticalSize 18)');
  expect(headOrigin(spec, { ...params, pattern: 'block-sparse' })).toContain(
    '(pattern block-sparse, topBlocks 4)',
  );
});

test('what a method would train it does not keep', () => {
  const metrics = { kept: 1500, weights: 6000, outputError: 0.125 };
  expect(weightSummary('Wanda', metrics, 'prune')).toBe(
    'Wanda keeps 1,500 of 6,000 weights. Its outputs move by 0.13.',
  );
  expect(weightSummary('S²FT', metrics, 'train')).toBe('S²FT would train 1,500 of 6,000 weights.');
});
