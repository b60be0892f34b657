// What the module exports; src/kernels/wasm/exports.ts holds the types.
export { outputStrip, rowsStrip, scoreStrip, softmaxStrip } from './attention';
export { compactBits, countGroups, listKept, markRuns } from './bits';
export { poolMean, rmsNorm, rope, swiglu } from './layers';
export { listValues, maskedOutputStrip, maskedRowsStrip } from './masked';
export { pack, packColumns, packListed, unpackHalf } from './pack';
export { paint, poolMax, rankRow } from './paint';
export { findNaN, topK } from './select';
export { multiply } from './tile';

/** First byte that the module itself does not use. */
export const heapBase: usize = __heap_base;
