// From a site to a calibrated matrix. A matrix is answered from the model pruned with the same setting where
// that is at hand, else from statistics of the dense model, else from a snapshot of these.
import { ExpectedError } from '../../core/result.ts';
import type { MatrixName } from '../../methods/weights.ts';
import type { Asked, Desk, Site } from '../contract.ts';
import { textKey } from '../text-key.ts';
import type { CalibratedMatrix } from './calibrate.ts';
import { calibratedModel } from './calibrated.ts';
import { params as places } from './card.ts';
import { heldMatrices } from './held.ts';
import { keptPruning } from './pruned.ts';
import type { MatrixSubject } from './types.ts';

export async function openMatrix(asked: Asked, desk: Desk): Promise<MatrixSubject> {
  const { layer, matrix: name } = placeOf(asked);
  const modelKey = textKey(asked);
  const place = `${modelKey} ${layer}.${name}`;
  const pruning = asked.sweep ? undefined : keptPruning(asked, desk);
  if (pruning) {
    const pruned = find(pruning.matrices, layer, name);
    const key = `${place} pruned ${asked.budget} ${JSON.stringify(asked.set)}`;
    const block = pruning.matrices.filter((each) => each.layer === layer);
    const of = { pruned, modelSparsity: pruning.sparsity };
    return { key, exact: true, matrix: pruned, ...of, model: pruning, modelKey, block };
  }
  if (!desk.hasModel(asked.model)) {
    const site = { model: asked.model, text: asked.text, tokens: asked.tokens, layer };
    const held = heldMatrices(desk).find(site, name, asked.method);
    if (held) {
      const { matrix, model } = held;
      return {
        ...{ key: `${place} held`, exact: false, matrix, model, modelKey },
        // Read only by methods that cut across a block: it may have to be fetched first.
        get block() {
          return held.block;
        },
      };
    }
  }
  const model = await calibratedModel(asked, desk);
  const matrix = find(model.matrices, layer, name);
  const block = model.matrices.filter((each) => each.layer === layer);
  return { key: `${place} dense`, exact: false, matrix, model, modelKey, block };
}

/** Throws an ExpectedError where the place is none of a matrix. */
export function placeOf({ subject }: Pick<Site, 'subject'>): {
  readonly layer: number;
  readonly matrix: MatrixName;
} {
  const { layer, matrix } = subject;
  if (typeof layer !== 'number') {
    throw new ExpectedError('layer', `layer must be a number, got ${layer}`);
  }
  const known = places.matrix.options.find(({ value }) => value === matrix);
  if (known) return { layer, matrix: known.value };
  const names = places.matrix.options.map(({ value }) => value).join(', ');
  throw new ExpectedError('matrix', `matrix must be one of ${names}, got ${matrix}`);
}

function find<M extends CalibratedMatrix>(
  matrices: readonly M[],
  layer: number,
  name: MatrixName,
): M {
  const found = matrices.find((each) => each.layer === layer && each.name === name);
  if (found) return found;
  const last = matrices.at(-1)?.layer ?? 0;
  throw new ExpectedError('layer', `layer must be from 0 to ${last}, got ${layer}`);
}
