// A head that behaves like one: a sink, a local band, a few columns and diagonals, some noise. Tokens
// are made up; everything after that is the product's own code.
import { matrix } from '../../../src/core/tensor.ts';
import { createRandom } from '../../../src/core/random.ts';
import type { AttentionHead } from '../../../src/methods/attention.ts';

const WORDS = [' Greta', ' wears', ' a', ' green', ' coat', '.', ' Linus', ' the', ' pot', 'ter'];
const MORE = [' lives', ' by', ' harbour', '\n', ' lucky', ' number', ' of', ' Pia', ' is', ' 7'];

export function madeUpPieces(n: number): string[] {
  const random = createRandom('pieces');
  return Array.from({ length: n }, (_, i) => (i === 0 ? '' : random.pick([...WORDS, ...MORE])));
}

export function madeUpHead(n: number, d = 16): AttentionHead {
  const random = createRandom('head');
  const q = matrix(n, d);
  const k = matrix(n, d);
  for (let i = 0; i < n; i++) {
    const heavy = random.next() < 0.03 ? 3.2 : 0;
    for (let c = 0; c < d; c++) {
      q.data[i * d + c] = random.normal() * 0.9;
      k.data[i * d + c] = random.normal() * 0.9;
    }
    // Two turning pairs favour near keys and one diagonal, one constant pair favours heavy keys.
    const turn = (pair: number, period: number, gain: number, lag: number): void => {
      const a = (2 * Math.PI * i) / period;
      const b = (2 * Math.PI * (i + lag)) / period;
      q.data[i * d + 2 * pair] = gain * Math.cos(a);
      q.data[i * d + 2 * pair + 1] = gain * Math.sin(a);
      k.data[i * d + 2 * pair] = gain * Math.cos(b);
      k.data[i * d + 2 * pair + 1] = gain * Math.sin(b);
    };
    turn(0, 700, 3.4, 0);
    turn(1, 90, 1.9, 60);
    turn(2, 31, 1.7, 4);
    q.data[i * d + 6] = 1.8;
    k.data[i * d + 6] = heavy + (i === 0 ? 5 : 0);
  }
  return { n, d, layers: 6, heads: 6, layer: 2, head: 1, kvHead: 1, q, k, v: k };
}
