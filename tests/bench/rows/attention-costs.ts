import { outcomeOf, type Row } from '../row.ts';

const SIZES = [
  { n: 1024, timed: 41 },
  { n: 4096, timed: 11 },
];

export const attentionCosts: Row = {
  measure: 'recall and output error of a mask, one head, nothing n × n stored, d = 64, 1 thread',
  against: 'onnxruntime-web computing the same numbers',
  atLeast: '4× faster',
  async run(bench) {
    const outcomes = [];
    for (const { n, timed } of SIZES) {
      const page = await bench.openBenchPage();
      const duel = await page.evaluate(
        ({ n, timed }) => window.bench.attentionCosts(n, 64, { warmUp: 5, timed }),
        { n, timed },
      );
      outcomes.push(outcomeOf(`n = ${n.toLocaleString('en')}`, duel, 4));
    }
    return outcomes;
  },
};
