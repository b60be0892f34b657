import { outcomeOf, type Row } from '../row.ts';

const CASES = [
  { n: 1024, reuse: true, timed: 41 },
  { n: 1024, reuse: false, timed: 41 },
  { n: 4096, reuse: true, timed: 11 },
  { n: 4096, reuse: false, timed: 11 },
];

export const attentionMap: Row = {
  measure: 'causal attention map and row statistics of one head, d = 64, 1 thread',
  against: 'onnxruntime-web, softmax(QKᵀ/√d) under the causal mask, a new array each time',
  atLeast: '3× faster',
  async run(bench) {
    const outcomes = [];
    for (const { n, reuse, timed } of CASES) {
      const page = await bench.openBenchPage();
      const duel = await page.evaluate(
        ({ n, reuse, timed }) => window.bench.attentionMap(n, 64, reuse, { warmUp: 5, timed }),
        { n, reuse, timed },
      );
      const where = reuse ? 'into an array at hand' : 'a new array each time';
      outcomes.push(outcomeOf(`n = ${n.toLocaleString('en')}, ${where}`, duel, 3));
    }
    return outcomes;
  },
};
