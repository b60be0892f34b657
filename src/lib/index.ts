// The library: methods, masks, metrics and figures' specs, without a page. Runs in Node, workers and
// browsers. A method alone: `import method from 'sparsity-atlas/methods/minference'`.
export type { Matrix } from '../core/tensor.ts';
export { matrix } from './matrix.ts';
export type { NumberArray } from '../core/numbers.ts';
export { ExpectedError } from '../core/result.ts';
export type { Mask } from '../core/mask/mask.ts';
export { buildCausal, buildRuns } from '../core/mask/runs.ts';
export {
  causalMask,
  causalTiles,
  countTiles,
  equals,
  fromRows,
  intersect,
  isSubset,
  linesMask,
  toRows,
  union,
} from '../core/mask/ops.ts';
export { decodeMask, encodeMask } from '../core/mask/wire.ts';
export { readNpz, writeNpz, type NpyArray } from '../core/npy.ts';
export { readTensors } from './tensors.ts';
export type { Tensor } from '../domains/tensor-file.ts';
export { decodeSpec, specFromJson, type SpecTables } from '../core/spec-codec.ts';
export type { FigureSpec } from '../core/spec.ts';
export { DEFAULT_SPEC, encodeSpec, specToJson } from './specs.ts';
export { specTables } from '../domains/spec-tables.ts';
export type { CatalogueEntry } from '../core/method.ts';
export type { Param, ParamRecord, ParamTable } from '../core/params.ts';
export type { Drawable, Stage } from '../core/trace.ts';
export { catalogue } from '../methods/catalogue.generated.ts';
export { loadKernels } from '../kernels/index.ts';
export type { Kernels, Tier } from '../kernels/contract.ts';
export type { SelectOptions } from './options.ts';
export * from './domains.generated.ts';
