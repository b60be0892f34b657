// Loads the kernels inside a worker, as the compute worker does, and answers with what it got.
import { loadKernels } from '../../../src/kernels/index.ts';

const kernels = await loadKernels();
const ones = { rows: 3, cols: 1, data: Float32Array.of(1, 1, 1) };
postMessage({ tier: kernels.tier, rows: kernels.attentionRows(ones, ones, 1, 0, 3) });
