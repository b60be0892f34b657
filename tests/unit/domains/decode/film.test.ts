// A film holds what a run has found, digit by digit, and answers for its own setting alone.
import { expect, it } from 'vitest';
import { buildBitset } from '../../../../src/core/mask/bitset.ts';
import { toRows } from '../../../../src/core/mask/ops.ts';
import { createRandom } from '../../../../src/core/random.ts';
import { ExpectedError } from '../../../../src/core/result.ts';
import { matrix } from '../../../../src/core/tensor.ts';
import { readFilm, writeFilm, writeSite, type Film } from '../../../../src/domains/decode/film.ts';
import { writeSafetensors } from '../../../../src/model/safetensors-write.ts';

const [N, PROMPT, D] = [37, 20, 4];
const random = createRandom(5);
const tensor = () =>
  matrix(
    N,
    D,
    Float32Array.from({ length: N * D }, () => random.normal()),
  );
const place = {
  ...{ model: 'm', n: N, prompt: PROMPT, d: D, layers: 2, heads: 3, kvHeads: 3, layer: 1, head: 2 },
};
const metrics = {
  ...{ steps: 17, keysRead: 90, keysSeen: 493, sparsity: 0.8, recall: 0.5, held: 6 },
  ...{ bytesRead: 1, bytesSeen: 2, bytesHeld: 3, bytesFull: 4, nats: 1.25, deltaNats: 0.125 },
};
const film: Film = {
  ...{ text: 'a tale', tokens: N, place, method: 'h2o', params: { heavy: 2, recent: 3 }, metrics },
  misses: [{ at: 30, key: 4, weight: 0.9, left: 25 }],
  captions: [{ id: 'cache', caption: 'Two stay.' }],
  head: { n: N, d: D, layer: 1, head: 2, kvHead: 2, q: tensor(), k: tensor(), v: tensor() },
  cache: {
    read: buildBitset(N - PROMPT, N, (row, col) => col <= PROMPT + row && (row + col) % 3 === 0),
    leaves: Int32Array.from({ length: N }, (_, key) => Math.min(N, key + 5)),
  },
};

it('is read as it was written', () => {
  const read = readFilm(writeFilm(film)) as Film;
  const { head, cache, ...told } = read;
  const { head: was, cache: before, ...tells } = film;
  expect(told).toEqual(tells);
  expect([head.q.data, head.k.data]).toEqual([was.q.data, was.k.data]);
  expect(toRows(cache.read)).toEqual(toRows(before.read));
  expect(cache.leaves).toEqual(before.leaves);
  const reader = readFilm(writeFilm({ ...film, cache: { ...before, leaves: null, whole: true } }));
  expect(reader).toMatchObject({ cache: { leaves: null, whole: true } });
});

it('holds the text of its site', () => {
  const ids = Uint32Array.from({ length: N }, (_, i) => i);
  const pieces = Array.from({ length: N }, (_, i) => `t${i}`);
  const site = { text: 'a tale', tokens: N, total: 90, ids, pieces, starts: ids, ends: ids, place };
  expect(readFilm(writeSite(site))).toEqual(site);
});

it('refuses what is no film', () => {
  const other = writeSafetensors({}, { format: 'sparsity-atlas-weights-1' });
  expect(() => readFilm(other)).toThrow(ExpectedError);
  expect(() => readFilm(other)).toThrow(/“sparsity-atlas-weights-1”.*“sparsity-atlas-cache-1”/);
});
