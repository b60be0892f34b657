// Snapshots of the weight matrices of one block, calibrated on the text of the usual figure, part by part.
import { kindOf, usualOf } from '../../core/card.ts';
import { fingerprint } from '../../core/fingerprint.ts';
import { sameText } from '../../core/same-text.ts';
import type { SnapshotEntry } from '../../core/snapshot-entry.ts';
import { loadersOf } from '../../methods/load.generated.ts';
import type { Digest, MatrixName, WeightModel } from '../../methods/weights.ts';
import type { DomainBake } from '../bake-contract.ts';
import type { CalibratedMatrix } from './calibrate.ts';
import { calibratedModel } from './calibrated.ts';
import { card } from './card.ts';
import {
  coupledWith,
  writeHessianPart,
  writeInletPart,
  writeMatrixPart,
  type Frame,
  type MatrixPart,
  type PartSite,
} from './snapshot.ts';
import { INLETS, type Inlet } from './streams.ts';

const usual = usualOf(card);

const bake: DomainBake = {
  async snapshots({ desk, texts, textOf, write }) {
    const { model, tokens, subject } = usual;
    const text = textOf(usual.text);
    const calibrated = await calibratedModel({ model, text, tokens }, desk);
    const layer = Math.min(Number(subject['layer']), desk.model(model).llama.config.layers - 1);
    const block = calibrated.matrices.filter((each) => each.layer === layer);
    const place: PartSite = { model, text, tokens, layer };
    const name = texts.find((each) => sameText(each.text, usual.text))!.name;
    const put = (part: string, bytes: ArrayBuffer): string =>
      write(`${model}.${name}.${layer}.${part}.safetensors`, bytes);

    const digests = await digestsOf(calibrated);
    const sizes = sizesOf(block);
    const files = new Map<string, string>();
    for (const each of block) {
      files.set(each.name, put(each.name, writeMatrixPart(place, each, sizes, digests)));
    }
    for (const [inlet, { inputs, heldOut }] of inletsOf(block)) {
      const part = writeInletPart(place, inlet, inputs!, heldOut);
      files.set(`${inlet}.inputs`, put(`${inlet}.inputs`, part));
      const hessian = writeHessianPart(place, inlet, inputs!.hessian());
      files.set(`${inlet}.hessian`, put(`${inlet}.hessian`, hessian));
    }

    const entries = block.map((each): SnapshotEntry => ({
      ...{ domain: card.id, kind: kindOf(card, usual).id, name, model, text: usual.text, tokens },
      ...{ mark: fingerprint(text), subject: { layer, matrix: each.name }, offered: true },
      ...filesOf(each.name, (part) => files.get(part)!),
      about: { rows: each.out, cols: each.in },
    }));
    const first = (entry: SnapshotEntry): boolean => entry.subject['matrix'] === subject['matrix'];
    return entries.sort((a, b) => Number(first(b)) - Number(first(a)));
  },
};

export default bake;

function filesOf(
  matrix: MatrixName,
  fileOf: (part: string) => string,
): Pick<SnapshotEntry, 'file' | 'needs' | 'parts'> {
  const { names, outgoing } = coupledWith(matrix);
  const inlet = INLETS[matrix];
  return {
    file: fileOf(matrix),
    needs: [fileOf(`${inlet}.inputs`)],
    parts: {
      hessian: [fileOf(`${inlet}.hessian`)],
      block: [
        ...names.filter((each) => each !== matrix).map(fileOf),
        ...(INLETS[outgoing] === inlet ? [] : [fileOf(`${INLETS[outgoing]}.inputs`)]),
      ],
    },
  };
}

function sizesOf(block: readonly CalibratedMatrix[]): Frame['sizes'] {
  return Object.fromEntries(
    block.map((each) => [each.name, [each.out, each.in] as const]),
  ) as Record<MatrixName, readonly [number, number]>;
}

function inletsOf(block: readonly CalibratedMatrix[]): ReadonlyMap<Inlet, CalibratedMatrix> {
  return new Map(block.map((each) => [INLETS[each.name], each]));
}

async function digestsOf(model: WeightModel): Promise<MatrixPart['digests']> {
  const digests: Record<string, Digest> = {};
  for (const [id, load] of Object.entries(loadersOf.weights)) {
    const { default: method } = await load();
    if (method.digest) digests[id] = method.digest(model);
  }
  return digests;
}
