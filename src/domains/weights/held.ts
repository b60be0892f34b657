// Snapshots of weight matrices that this worker has open, part by part. A matrix can be answered for once
// its weights and its inputs are there; what only some methods read may follow when it is asked for.
import { missingPart } from '../../core/snapshot-part.ts';
import type { CalibratedMatrix } from './calibrate.ts';
import {
  coupledWith,
  readWeightPart,
  type Frame,
  type InletPart,
  type MatrixPart,
  type PartSite,
} from './snapshot.ts';
import { INLETS, type Inlet } from './streams.ts';
import type { Kernels } from '../../kernels/contract.ts';
import {
  MATRICES,
  type LayerInputs,
  type MatrixName,
  type WeightMatrix,
  type WeightModel,
} from '../../methods/weights.ts';
import type { Desk } from '../contract.ts';
import { textKey } from '../text-key.ts';

/** What a method reads: a matrix, and the model around it. */
export interface Ground {
  readonly kernels: Kernels;
  readonly matrix: CalibratedMatrix;
  readonly model: WeightModel;
  /** Matrices of its block; of a snapshot those that share its heads or channels. */
  readonly block: readonly WeightMatrix[];
}

/** Opens a file. Throws an ExpectedError for one that is no part of such a snapshot. */
export function openSnapshot(bytes: ArrayBuffer, desk: Desk): void {
  heldMatrices(desk).open(bytes, desk.kernels);
}

export function heldMatrices(desk: Desk): HeldMatrices {
  return desk.state('held matrices', () => new HeldMatrices());
}

class HeldMatrices {
  readonly #blocks = new Map<string, Block>();

  /** Throws an ExpectedError for a file that is no part of such a snapshot. */
  open(bytes: ArrayBuffer, kernels: Kernels): void {
    const part = readWeightPart(bytes);
    const key = blockKey(part.site);
    const block = this.#blocks.get(key) ?? new Block(kernels);
    this.#blocks.set(key, block);
    if (part.kind === 'matrix') block.matrices.set(part.name, part);
    else if (part.kind === 'inlet') block.addInlet(part);
    else block.hessians.set(part.inlet, part.hessian);
  }

  /** Undefined where the matrix or its inputs are not open. */
  find(site: PartSite, matrix: MatrixName, method: string): Ground | undefined {
    return this.#blocks.get(blockKey(site))?.ground(matrix, method);
  }
}

class Block {
  readonly matrices = new Map<MatrixName, MatrixPart>();
  readonly hessians = new Map<Inlet, Float32Array>();
  readonly #inlets = new Map<Inlet, InletPart & { readonly inputs: LayerInputs }>();
  readonly #kernels: Kernels;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  addInlet(part: InletPart): void {
    const hessian = (): Float32Array => {
      const found = this.hessians.get(part.inlet);
      if (!found) throw missingPart('hessian');
      return found;
    };
    this.#inlets.set(part.inlet, { ...part, inputs: { ...part.inputs, hessian } });
  }

  ground(name: MatrixName, method: string): Ground | undefined {
    const part = this.matrices.get(name);
    const inlet = this.#inlets.get(INLETS[name]);
    if (!part || !inlet) return undefined;
    const matrix = { ...plainMatrix(part), inputs: inlet.inputs, heldOut: inlet.heldOut };
    const coupled = (): readonly WeightMatrix[] => this.#coupled(name);
    return {
      kernels: this.#kernels,
      matrix,
      model: { matrices: outlines(part.frame), digest: part.digests[method] },
      get block() {
        return coupled();
      },
    };
  }

  #coupled(name: MatrixName): readonly WeightMatrix[] {
    const { names, outgoing } = coupledWith(name);
    if (!this.#inlets.has(INLETS[outgoing])) throw missingPart('block');
    return names.map((each) => {
      const part = this.matrices.get(each);
      if (!part) throw missingPart('block');
      const inputs = this.#inlets.get(INLETS[each])?.inputs;
      return { ...plainMatrix(part), ...(inputs && { inputs }) };
    });
  }
}

function blockKey(site: PartSite): string {
  return `${site.layer} ${textKey(site)}`;
}

function plainMatrix({ name, weight, frame, site }: MatrixPart): WeightMatrix {
  const { layers, heads, kvHeads } = frame;
  const { rows, cols } = weight;
  return { out: rows, in: cols, layers, heads, kvHeads, layer: site.layer, name, weight };
}

/** All matrices of the model by their sizes alone. */
function outlines({ layers, heads, kvHeads, sizes }: Frame): WeightMatrix[] {
  return Array.from({ length: layers }, (_, layer) =>
    MATRICES.map((name): WeightMatrix => {
      const [out, size] = sizes[name];
      return {
        ...{ out, in: size, layers, heads, kvHeads, layer, name },
        get weight(): never {
          throw missingPart('model');
        },
        get inputs(): never {
          throw missingPart('model');
        },
      };
    }),
  ).flat();
}
