import { median, milliseconds, NotMeasured, type Row } from '../row.ts';

const BUDGETS = [0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9];

const METHODS = [
  { id: 'streaming-llm', name: 'StreamingLLM (static)', limit: 2000 },
  { id: 'minference', name: 'MInference', limit: 4000 },
];

export const lossCurve: Row = {
  measure: 'loss curve, 8 budgets, 512 tokens, mask in all layers and heads',
  against: '–',
  atLeast: 'static under 2 s, MInference under 4 s, with progress',
  async run(bench) {
    const outcomes = [];
    for (const { id, name, limit } of METHODS) {
      const page = await bench.openBenchPage();
      const sweeps = await page.evaluate(
        ({ id, budgets }) => window.bench.lossCurve(id, budgets, 512, 7),
        { id, budgets: BUDGETS },
      );
      if (!sweeps) throw new NotMeasured('the model is not in public/models/atlas-3m');
      const time = median(sweeps.times);
      outcomes.push({
        case: name,
        ours: milliseconds(time),
        theirs: '–',
        result: `${(time / 1000).toFixed(2)} s, ${sweeps.reports} progress reports`,
        met: time < limit && sweeps.reports >= BUDGETS.length,
      });
    }
    return outcomes;
  },
};
