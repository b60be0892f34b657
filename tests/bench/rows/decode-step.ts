import { median, milliseconds, NotMeasured, type Outcome, type Row } from '../row.ts';
import type { StepTimes } from '../page/decode-step.ts';

const LIMIT = 100;

export const decodeStep: Row = {
  measure: 'one decode step at 1,024 tokens with a method in all 36 heads, a fifth read, 1 thread',
  against: '–',
  atLeast: `under ${LIMIT} ms`,
  async run(bench) {
    const page = await bench.openBenchPage();
    const all = await page.evaluate(() => window.bench.decodeStep('/models/atlas-3m/', 1024, 40));
    if (!all) throw new NotMeasured('the model is not in public/models/atlas-3m');
    const sorted = [...all].sort((a, b) => median(a.times) - median(b.times));
    for (const { name, times } of sorted) console.log(`  ${name}: ${milliseconds(median(times))}`);
    return [outcome('the cheapest', sorted.at(0)!), outcome('the dearest', sorted.at(-1)!)];
  },
};

function outcome(rank: string, { name, times }: StepTimes): Outcome {
  const time = median(times);
  return {
    case: `${rank}: ${name}`,
    ours: milliseconds(time),
    theirs: '–',
    result: `${(1000 / time).toFixed(0)} tokens/s`,
    met: time < LIMIT,
  };
}
