// The same questions asked while a tale is written and as the end of its prompt, on the shipped model.
import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import compute from '../../../../src/domains/decode/compute.ts';
import { lateNeedles, needlesOf } from '../../../../src/domains/decode/cost.ts';
import { openCache } from '../../../../src/domains/decode/open.ts';
import { answersAtEnd, ask, type Answers } from '../../../../src/domains/decode/questions.ts';
import type { DecodeSubject } from '../../../../src/domains/decode/types.ts';
import { plainDesk } from '../../../../src/domains/desk.ts';
import type { Desk } from '../../../../src/domains/contract.ts';
import { workOn } from '../../../../src/domains/pipeline.ts';
import { loadKernels } from '../../../../src/kernels/index.ts';
import { openModel } from '../../../../src/model/folder.ts';
import { needleCase } from '../../../../src/model/needles.ts';
import { makeTale } from '../../../../src/model/tales.ts';

const FOLDER = new URL('../../../../public/models/atlas-3m/', import.meta.url);
const asked = {
  ...{ domain: 'decode', kind: 'cache', model: 'atlas-3m', text: makeTale(7).text, tokens: 96 },
  ...{ subject: { layer: 0, head: 0, prompt: 48 }, set: {}, budget: 1, method: 'full' },
};

let desk: Desk;
let subject: DecodeSubject;
beforeAll(async () => {
  const kernels = await loadKernels();
  const names = ['config.json', 'tokenizer.json', 'model.safetensors'];
  const read = (name: string) => Uint8Array.from(readFileSync(new URL(name, FOLDER))).buffer;
  const model = openModel(new Map(names.map((name) => [name, read(name)])), kernels);
  const needleCases = ['one', 'another'].map((seed) => needleCase(model.tokenizer, seed, 480));
  desk = plainDesk({ kernels, model: { name: 'atlas-3m', ...model, needleCases } });
  subject = await openCache(asked, desk);
});

const settingFor = (change: Partial<typeof asked>) =>
  workOn(compute, { ...asked, ...change }, desk).found();

it('with all of the cache it does not matter when questions come', async () => {
  const { setting } = await settingFor({});
  let steps = 0;
  const late = await needlesOf(subject, setting, desk, () => {});
  expect(late.needles).toBeGreaterThan(2);
  expect(late.needlesRight).toBeGreaterThan(0);
  expect(await answersAtEnd(subject, setting, desk, () => steps++)).toEqual(late);
  expect(steps).toBe(2);
});

it('asks for answers that come after the prompt’s share of a tale', () => {
  for (const whole of desk.model('atlas-3m').needleCases) {
    const { prompt, needles } = lateNeedles(whole, subject);
    expect(prompt).toBe(Math.round(whole.ids.length / 2));
    expect(needles).toEqual(whole.needles.filter(({ start }) => start > prompt));
  }
});

it('a method that cuts the prompt by its last tokens answers more where they are the question', async () => {
  const setting = { method: 'snapkv', budget: 0.25 };
  const found = await settingFor(setting);
  const late = await needlesOf(subject, found.setting, desk, () => {});
  const atEnd = await answersAtEnd(subject, found.setting, desk, () => {});
  expect(atEnd.needles).toBe(late.needles);
  expect(atEnd.needlesRight).toBeGreaterThan(late.needlesRight);
  // The run tells the same, and once measured it is known.
  const told: Answers[] = [];
  for (let i = 0; i < 2; i++) {
    await ask({ ...asked, ...setting }, found.setting, { placement: 'end' }, desk, (each) =>
      told.push(each),
    );
  }
  expect(told).toEqual([atEnd, atEnd]);
  expect(told[1]).toBe(told[0]);
  await expect(ask(asked, found.setting, { placement: 'never' }, desk, () => {})).rejects.toThrow(
    'placement must be “late” or “end”, got "never"',
  );
});
