import { expect, test } from 'vitest';
import {
  measurePoints,
  MODEL_MEASURES,
  siteMeasure,
  sparsityAt,
  toCsv,
} from '../../../src/kit/compare/measures.ts';

const CURVE = [
  { x: 0.5, y: 0, budget: 0.4 },
  { x: 0.9, y: 0, budget: 0.1 },
  { x: 0, y: 0, budget: 1 },
];

test('between two points by a straight line, beyond them the nearest', () => {
  expect(sparsityAt(CURVE, 0.25)).toBeCloseTo(0.7, 10);
  expect(sparsityAt(CURVE, 0.4)).toBe(0.5);
  expect(sparsityAt(CURVE, 0.05)).toBe(0.9);
  expect(sparsityAt(CURVE, 1)).toBe(0);
});

test('without points there is nothing to read', () => expect(sparsityAt([], 0.5)).toBeNull());

const SITE = [
  { budget: 0.5, sparsity: 0.5, values: { outputError: 0.2 } },
  { budget: 0.1, sparsity: 0.875, values: { outputError: null } },
];
const MODEL = [
  { budget: 0.5, sparsity: 0.5, deltaNats: 0.25, needlesRight: 3, needles: 4 },
  { budget: 0.1, sparsity: 0.9, deltaNats: 2, needlesRight: 0, needles: 0 },
];

test('a measure of the site is where it could be taken', () => {
  expect(measurePoints('outputError', SITE, MODEL)).toEqual([{ x: 0.5, y: 0.2, budget: 0.5 }]);
  expect(measurePoints('recall', SITE, MODEL)).toEqual([]);
});

test('needles wait until they are counted, the loss does not', () => {
  expect(measurePoints('deltaNats', SITE, MODEL)).toEqual([
    { x: 0.5, y: 0.25, budget: 0.5 },
    { x: 0.9, y: 2, budget: 0.1 },
  ]);
  expect(measurePoints('needles', SITE, MODEL)).toEqual([{ x: 0.5, y: 0.75, budget: 0.5 }]);
});

test('a table holds every point, each with its scope', () => {
  const outputError = siteMeasure('output error', 'relative', 'lower', String);
  const measures = { outputError, ...MODEL_MEASURES };
  const table = {
    ids: ['wanda', 'n-m'],
    measures,
    curves: new Map([['wanda', SITE]]),
    costs: new Map([['n-m', MODEL]]),
  };
  expect(toCsv(table, 'layer 3 q').split('\n')).toEqual([
    'method,scope,budget,sparsity,measure,value',
    'wanda,layer 3 q,0.5,0.5,outputError,0.2',
    'n-m,whole model,0.5,0.5,deltaNats,0.25',
    'n-m,whole model,0.1,0.9,deltaNats,2',
    'n-m,whole model,0.5,0.5,needles,0.75',
    '',
  ]);
});
