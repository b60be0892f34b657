// One head on one text in one file, so that a figure needs no model: queries and keys before RoPE,
// values, and the text as the model cuts it. Queries and keys after RoPE follow by rotating. Half
// precision for what is sent to many pages; single where the numbers must be the model's own.
import { ExpectedError } from '../../core/result.ts';
import { matrix, type Matrix } from '../../core/tensor.ts';
import type { Kernels } from '../../kernels/contract.ts';
import type { AttentionHead } from '../../methods/attention.ts';
import { readSafetensors, type RawTensor, type TensorSource } from '../../model/safetensors.ts';
import { tensorOf, writeSafetensors } from '../../model/safetensors-write.ts';
import { aboutOf, readCut, tensorsOf, type CutAbout, type CutText } from '../cut-text.ts';

export interface Snapshot extends CutText {
  readonly model: string;
  readonly head: AttentionHead;
  /** The tensors are as the model computed them, not rounded to half precision. */
  readonly exact: boolean;
}

/** A head as the model hands it over. */
export type FullHead = AttentionHead & Required<Pick<AttentionHead, 'qPre' | 'kPre' | 'ropeTheta'>>;

const FORMAT = 'sparsity-atlas-snapshot-1';

/**
 * The file of one head, a safetensors file of about 6·n·d bytes (twice that if exact). Throws for a
 * head that shares its keys with others: methods ask for the whole group, which is not in the file.
 */
export function writeSnapshot(
  source: CutText & { readonly model: string; readonly head: FullHead },
  exact: boolean,
): ArrayBuffer {
  const { head } = source;
  const { n, d } = head;
  if (head.kvHead !== head.head) {
    throw new Error(`head ${head.head} shares its keys (group ${head.kvHead}): no snapshot of it`);
  }
  const dtype = exact ? 'F32' : 'F16';
  const tensors: Record<string, RawTensor> = {
    q_pre: tensorOf([n, d], head.qPre.data, dtype),
    k_pre: tensorOf([n, d], head.kPre.data, dtype),
    v: tensorOf([n, d], head.v.data, dtype),
    ...tensorsOf(source),
  };
  const about = {
    model: source.model,
    ...aboutOf(source),
    layer: head.layer,
    head: head.head,
    layers: head.layers,
    heads: head.heads,
    ropeTheta: head.ropeTheta,
  };
  return writeSafetensors(tensors, { format: FORMAT, about: JSON.stringify(about) });
}

/** Opens a file. Throws an ExpectedError where it is no snapshot. */
export function readSnapshot(buffer: ArrayBuffer, kernels: Pick<Kernels, 'rope'>): Snapshot {
  const file = readSafetensors(buffer);
  const about = readAbout(file.metadata);
  const { n, d } = sizeOf(file);
  const read = (name: string): Matrix => matrix(n, d, file.float32(name));
  const [qPre, kPre] = [read('q_pre'), read('k_pre')];
  const { model, layer, head, layers, heads, ropeTheta } = about;
  return {
    model,
    ...readCut(file, about, n),
    exact: file.tensor('v').dtype === 'F32',
    head: {
      ...{ n, d, layers, heads, layer, head, ropeTheta, qPre, kPre },
      kvHead: head,
      q: kernels.rope(qPre, 1, ropeTheta),
      k: kernels.rope(kPre, 1, ropeTheta),
      v: read('v'),
    },
  };
}

interface About extends CutAbout {
  readonly model: string;
  readonly layer: number;
  readonly head: number;
  readonly layers: number;
  readonly heads: number;
  readonly ropeTheta: number;
}

function readAbout({ format, about }: Readonly<Record<string, string>>): About {
  if (format !== FORMAT || about === undefined) {
    const found = format === undefined ? 'names no format' : `has the format “${format}”`;
    throw new ExpectedError('snapshot', `this file ${found}; a snapshot has “${FORMAT}”`);
  }
  return JSON.parse(about) as About;
}

function sizeOf(file: TensorSource): { n: number; d: number } {
  const { shape } = file.tensor('v');
  const [n, d] = shape;
  if (n === undefined || d === undefined || shape.length !== 2) {
    throw new ExpectedError(
      'snapshot',
      `values must be tokens × dimensions, got [${shape.join()}]`,
    );
  }
  return { n, d };
}
