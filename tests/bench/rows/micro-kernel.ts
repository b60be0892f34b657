import { median, type Row } from '../row.ts';

const SHAPES = [
  { rows: 64, cols: 512, depth: 64 },
  { rows: 64, cols: 512, depth: 192 },
];

export const microKernel: Row = {
  measure: 'matmul micro-kernel',
  against: 'peak of relaxed-SIMD multiply-adds',
  atLeast: '60 %',
  async run(bench) {
    const outcomes = [];
    for (const { rows, cols, depth } of SHAPES) {
      const page = await bench.openBenchPage();
      const { peak, kernel } = await page.evaluate(
        ({ rows, cols, depth }) => window.bench.microKernel(rows, cols, depth, 101),
        { rows, cols, depth },
      );
      const share = median(kernel) / median(peak);
      outcomes.push({
        case: `${rows} × ${depth} times ${depth} × ${cols}`,
        ours: `${median(kernel).toFixed(1)} GFLOP/s`,
        theirs: `${median(peak).toFixed(1)} GFLOP/s`,
        result: `${(100 * share).toFixed(0)} %`,
        met: share >= 0.6,
      });
    }
    return outcomes;
  },
};
