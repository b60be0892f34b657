// Matrices of one block in files, so that a figure needs no model. A file holds one part, as most methods
// read only some: the weights of one matrix; what entered it, with the inputs of held-out tokens; the
// Hessian of these inputs. Weights are in half precision, as trained models keep them; sums are exact.
import { ExpectedError } from '../../core/result.ts';
import { matrix, type Matrix } from '../../core/tensor.ts';
import type { Digest, LayerInputs, MatrixName, WeightMatrix } from '../../methods/weights.ts';
import { readSafetensors, type RawTensor, type TensorSource } from '../../model/safetensors.ts';
import { tensorOf, writeSafetensors } from '../../model/safetensors-write.ts';
import { packHessian, unpackHessian } from './hessian-pack.ts';
import type { Inlet } from './streams.ts';

const FORMAT = 'sparsity-atlas-weights-1';

/** Where the parts of a snapshot belong together: one block calibrated on one text. */
export interface PartSite {
  readonly model: string;
  readonly text: string;
  /** Tokens that calibrate at most, as asked for. */
  readonly tokens: number;
  readonly layer: number;
}

/** What of the model stands around a matrix. */
export interface Frame {
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  /** [out, in] by name, in every block. */
  readonly sizes: Readonly<Record<MatrixName, readonly [number, number]>>;
}

export interface MatrixPart {
  readonly kind: 'matrix';
  readonly site: PartSite;
  readonly name: MatrixName;
  readonly weight: Matrix;
  readonly frame: Frame;
  /** By method. */
  readonly digests: Readonly<Record<string, Digest>>;
}

export interface InletPart {
  readonly kind: 'inlet';
  readonly site: PartSite;
  readonly inlet: Inlet;
  readonly inputs: Omit<LayerInputs, 'hessian'>;
  /** Tokens × in, one matrix per sequence. */
  readonly heldOut: readonly Matrix[];
}

export interface HessianPart {
  readonly kind: 'hessian';
  readonly site: PartSite;
  readonly inlet: Inlet;
  readonly hessian: Float32Array;
}

export type WeightPart = MatrixPart | InletPart | HessianPart;

export interface Coupled {
  /** Matrices of a block cut across the same heads or channels. */
  readonly names: readonly MatrixName[];
  /** That of them which reads what the heads or channels give. */
  readonly outgoing: MatrixName;
}

const COUPLED: readonly Coupled[] = [
  { names: ['q', 'k', 'v', 'o'], outgoing: 'o' },
  { names: ['gate', 'up', 'down'], outgoing: 'down' },
];

export function coupledWith(name: MatrixName): Coupled {
  return COUPLED.find(({ names }) => names.includes(name))!;
}

/** About 2·out·in bytes. */
export function writeMatrixPart(
  site: PartSite,
  { name, weight, layers, heads, kvHeads }: WeightMatrix,
  sizes: Frame['sizes'],
  digests: MatrixPart['digests'],
): ArrayBuffer {
  const tensors: Record<string, RawTensor> = {
    weight: tensorOf([weight.rows, weight.cols], weight.data, 'F16'),
  };
  for (const [method, digest] of Object.entries(digests)) {
    for (const [key, values] of Object.entries(digest)) {
      tensors[`digest.${method}.${key}`] = tensorOf([values.length], values);
    }
  }
  return write('matrix', site, { name, frame: { layers, heads, kvHeads, sizes } }, tensors);
}

/** About 2·in bytes per held-out token. */
export function writeInletPart(
  site: PartSite,
  inlet: Inlet,
  { tokens, sequences, l2, sum, variance }: Omit<LayerInputs, 'hessian'>,
  heldOut: readonly Matrix[],
): ArrayBuffer {
  const size = l2.length;
  const rows = heldOut.reduce((total, each) => total + each.rows, 0);
  const values = new Float32Array(rows * size);
  let at = 0;
  for (const { data } of heldOut) {
    values.set(data, at);
    at += data.length;
  }
  const about = { inlet, tokens, sequences, heldOut: heldOut.map((each) => each.rows) };
  return write('inlet', site, about, {
    l2: tensorOf([size], l2),
    sum: tensorOf([size], sum),
    variance: tensorOf([size], variance),
    held_out: tensorOf([rows, size], values, 'F16'),
  });
}

/** About 2·in² bytes up to 256 inputs, 1.5·in² bytes beyond. */
export function writeHessianPart(site: PartSite, inlet: Inlet, hessian: Float32Array): ArrayBuffer {
  return write('hessian', site, { inlet }, packHessian(hessian));
}

/** Opens a file. Throws an ExpectedError where it is no such part. */
export function readWeightPart(bytes: ArrayBuffer): WeightPart {
  const file = readSafetensors(bytes);
  const { format, about } = file.metadata;
  if (format !== FORMAT || about === undefined) {
    throw new ExpectedError('snapshot', `this file is no snapshot of weights (“${FORMAT}”)`);
  }
  const { kind, site, ...rest } = JSON.parse(about) as About;
  switch (kind) {
    case 'matrix': {
      const { name, frame } = rest as Pick<MatrixPart, 'name' | 'frame'>;
      const [rows, cols] = frame.sizes[name];
      const weight = matrix(rows, cols, file.float32('weight'));
      return { kind, site, name, frame, weight, digests: readDigests(file) };
    }
    case 'inlet': {
      const { inlet, tokens, sequences, heldOut } = rest as InletAbout;
      const [l2, sum, variance] = ['l2', 'sum', 'variance'].map((each) => file.float32(each)) as [
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      const inputs = { tokens, sequences, l2, sum, variance };
      const cut = cutRows(file.float32('held_out'), l2.length, heldOut);
      return { kind, site, inlet, inputs, heldOut: cut };
    }
    case 'hessian': {
      const { inlet } = rest as Pick<HessianPart, 'inlet'>;
      return { kind, site, inlet, hessian: unpackHessian(file) };
    }
  }
}

type About = { readonly kind: WeightPart['kind']; readonly site: PartSite };
type InletAbout = {
  readonly inlet: Inlet;
  readonly tokens: number;
  readonly sequences: number;
  /** Rows of each sequence. */
  readonly heldOut: readonly number[];
};

function write(
  kind: WeightPart['kind'],
  site: PartSite,
  about: object,
  tensors: Readonly<Record<string, RawTensor>>,
): ArrayBuffer {
  return writeSafetensors(tensors, {
    format: FORMAT,
    about: JSON.stringify({ kind, site, ...about }),
  });
}

function readDigests(file: TensorSource): MatrixPart['digests'] {
  const digests: Record<string, Record<string, Float32Array>> = {};
  for (const name of file.names) {
    const [, method, key] = /^digest\.([^.]+)\.(.+)$/.exec(name) ?? [];
    if (method !== undefined && key !== undefined) {
      (digests[method] ??= {})[key] = file.float32(name);
    }
  }
  return digests;
}

function cutRows(values: Float32Array, size: number, rows: readonly number[]): Matrix[] {
  let at = 0;
  return rows.map((count) => {
    const part = values.subarray(at * size, (at + count) * size);
    at += count;
    return matrix(count, size, part);
  });
}
