import { median, NotMeasured, type Row } from '../row.ts';

const MODEL = '/models/atlas-3m/';
const METHODS = [
  { id: 'wanda', name: 'Wanda', limit: 3000 },
  { id: 'sparsegpt', name: 'SparseGPT', limit: 10_000 },
];

export const prune: Row = {
  measure: 'calibrate and prune the whole model at 50 %, 1,024 tokens, 256 more to measure errors',
  against: 'the same by the TypeScript kernels',
  atLeast: 'Wanda under 3 s, SparseGPT under 10 s, with progress per layer',
  async run(bench) {
    const outcomes = [];
    for (const { id, name, limit } of METHODS) {
      const page = await bench.openBenchPage();
      const ours = await page.evaluate((id) => window.bench.prune(id, 1024, 5), id);
      if (!ours) throw new NotMeasured('the model is not in public/models/atlas-3m');
      const theirs = await page.evaluate(
        ([base, id]) => window.bench.pruneByReference(base, id, 1024),
        [MODEL, id] as const,
      );
      const time = median(ours.times);
      outcomes.push({
        case: name,
        ours: seconds(time),
        theirs: seconds(theirs),
        result: `${seconds(time)}, ${ours.reports} progress reports`,
        met: time < limit && ours.reports >= 6 && Math.abs(ours.sparsity - 0.5) < 0.01,
      });
    }
    return outcomes;
  },
};

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
