// Captions: method, parameters, text and version, in both domains.
import { expect, test } from 'vitest';
import { DEFAULT_SPECS } from '../../../../src/core/spec.ts';
import { originOf, subtitleOf } from '../../../../src/figure/export/caption.ts';
import { weightSummary } from '../../../../src/figure/summary.ts';
import { catalogue } from '../../../../src/methods/catalogue.generated.ts';

function entryOf(id: string) {
  const entry = catalogue.find((each) => each.id === id);
  if (!entry) throw new Error(id);
  return entry;
}

test('attention: where, how much text, the knob and the parameters in force', () => {
  const origin = {
    spec: { ...DEFAULT_SPECS.attention, method: 'streaming-llm', budget: 0.3 },
    entry: entryOf('streaming-llm'),
    params: { sinks: 4, window: 96 },
    tokens: 512,
    version: '1.2.3',
  };
  expect(originOf(origin)).toBe(
    'StreamingLLM (A-shape) (Xiao et al. 2023) on layer 3, head 3 of atlas-3m, 512 tokens of the text tale.7, budget 0.3 (sinks 4, window 96). Made with Sparsity Atlas 1.2.3.',
  );
  expect(subtitleOf(origin)).toBe('layer 3 · head 3 · text tale.7 · static, training-free');
});

test('weights: what calibrated it, and how', () => {
  const origin = {
    spec: { ...DEFAULT_SPECS.weights, budget: null, text: { kind: 'own', text: 'x' } as const },
    entry: entryOf('wanda'),
    params: { pattern: 'unstructured', sparsity: 0.5 },
    tokens: 512,
    version: '1.2.3',
  };
  const exact = { ...origin, calibration: { tokens: 500, exact: true, measured: true } };
  expect(originOf(exact)).toBe(
    'Wanda (Sun et al. 2024) on layer 3, output projection of atlas-3m, calibrated block by block with 500 tokens of a text of ours, default settings (pattern unstructured, sparsity 0.5). Made with Sparsity Atlas 1.2.3.',
  );
  const dense = { ...origin, calibration: { tokens: 500, exact: false, measured: true } };
  expect(originOf(dense)).toContain('calibrated on the dense model with 500 tokens');
  const blind = { ...origin, calibration: { tokens: 0, exact: true, measured: true } };
  expect(originOf(blind)).toBe(
    'Wanda (Sun et al. 2024) on layer 3, output projection of atlas-3m, default settings (pattern unstructured, sparsity 0.5). It reads no text; how far outputs move was measured on held-out tokens of a text of ours. Made with Sparsity Atlas 1.2.3.',
  );
  const trains = { ...origin, calibration: { tokens: 0, exact: true, measured: false } };
  expect(originOf(trains)).toContain('0.5). It reads no text. Made with');
  expect(subtitleOf(origin, '192 × 192')).toBe(
    'layer 3 · output projection · 192 × 192 · text own',
  );
});

test('a parameter that matters under another setting only is not named', () => {
  const params = { pattern: 'vertical-slash', verticalSize: 18, topBlocks: 4 };
  const origin = {
    spec: DEFAULT_SPECS.attention,
    entry: entryOf('minference'),
    params,
    tokens: 512,
    version: '1',
  };
  expect(originOf(origin)).toContain('(pattern vertical-slash, verticalSize 18)');
  expect(originOf({ ...origin, params: { ...params, pattern: 'block-sparse' } })).toContain(
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
