// Texts on their way through the model, block by block: what enters each linear layer is caught on the
// way, and the residual stream is what the next block gets.
import type { Matrix } from '../../core/tensor.ts';
import type { MatrixName } from '../../methods/weights.ts';
import type { Checkpoint } from '../../model/linear.ts';
import type { Llama } from '../../model/llama.ts';
import { LINEAR } from './subject.ts';

/** Places in a block where linear layers read: q, k and v share one, gate and up share one. */
export type Inlet = 'attention' | 'mixed' | 'mlp' | 'hidden';

export const INLETS: Readonly<Record<MatrixName, Inlet>> = {
  q: 'attention',
  k: 'attention',
  v: 'attention',
  o: 'mixed',
  gate: 'mlp',
  up: 'mlp',
  down: 'hidden',
};

const CAUGHT = new Map<string, Inlet>(
  (['q', 'o', 'gate', 'down'] as const).map((name) => [LINEAR[name], INLETS[name]]),
);

/** Inputs of one block's linear layers, tokens × in, one matrix per sequence. */
export type BlockInputs = Readonly<Record<Inlet, Matrix[]>>;

/** The residual streams that enter the first block. */
export function embedAll(llama: Llama, sequences: readonly Uint32Array[]): Matrix[] {
  return sequences.map((ids) => llama.embed(ids));
}

/** Runs a block on every stream; catches what entered its linear layers, and what left the block. */
export async function catchInputs(
  llama: Llama,
  layer: number,
  streams: readonly Matrix[],
  checkpoint?: Checkpoint,
): Promise<{ readonly inputs: BlockInputs; readonly streams: Matrix[] }> {
  const inputs: BlockInputs = { attention: [], mixed: [], mlp: [], hidden: [] };
  const after: Matrix[] = [];
  for (const stream of streams) {
    const { hidden } = await llama.block(layer, stream, {
      checkpoint,
      onLinear(_, name, input) {
        const inlet = CAUGHT.get(name);
        if (inlet) inputs[inlet].push(input);
      },
    });
    after.push(hidden);
  }
  return { inputs, streams: after };
}
