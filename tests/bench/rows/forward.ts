import { NotMeasured, outcomeOf, type Row } from '../row.ts';

const CASES = [
  { name: 'every map written out', maps: 'written' },
  { name: 'queries and keys kept, a map made when it is looked at', maps: 'kept' },
] as const;

export const forward: Row = {
  measure:
    'forward pass of the atlas model, 1,024 tokens, all 36 attention maps available, 1 thread',
  against: 'the same model in ONNX with attention outputs, onnxruntime-web',
  atLeast: '2× faster',
  async run(bench) {
    const outcomes = [];
    for (const { name, maps } of CASES) {
      const page = await bench.openBenchPage();
      const duel = await page.evaluate(
        (maps) => window.bench.forward('/models/atlas-3m/', 1024, maps, { warmUp: 3, timed: 11 }),
        maps,
      );
      if (!duel) throw new NotMeasured('the model is not in public/models/atlas-3m');
      outcomes.push(outcomeOf(name, duel, 2));
    }
    return outcomes;
  },
};
