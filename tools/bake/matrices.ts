// Writes the weight matrices of one block, calibrated on the text of the default figure, part by part.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MatrixSnapshot } from '../../src/client/snapshots.ts';
import { textOf } from '../../src/cli/texts.ts';
import { fingerprint } from '../../src/core/fingerprint.ts';
import { DEFAULT_SPECS } from '../../src/core/spec.ts';
import { calibrate, type CalibratedMatrix } from '../../src/domains/weights/calibrate.ts';
import { HELD_OUT, splitText } from '../../src/domains/weights/sequences.ts';
import {
  coupledWith,
  writeHessianPart,
  writeInletPart,
  writeMatrixPart,
  type Frame,
  type MatrixPart,
  type PartSite,
} from '../../src/domains/weights/snapshot.ts';
import { INLETS, type Inlet } from '../../src/domains/weights/streams.ts';
import { openWeights } from '../../src/domains/weights/subject.ts';
import { loadersOf } from '../../src/methods/load.generated.ts';
import type { Digest, MatrixName, WeightModel } from '../../src/methods/weights.ts';
import type { Model } from '../../src/model/folder.ts';
import { SUBJECTS } from './subjects.ts';

const { layer: site } = DEFAULT_SPECS.weights.subject;

/** Matrices of the default figure's block; their entries, that of the default figure first. */
export async function bakeMatrices(
  out: string,
  name: string,
  { llama, tokenizer }: Model,
): Promise<MatrixSnapshot[]> {
  const { model, text: source, tokens, subject } = DEFAULT_SPECS.weights;
  const text = textOf(source);
  const layer = Math.min(Number(site), llama.config.layers - 1);
  const [begin = null] = tokenizer.encode('').ids;
  const ids = Uint32Array.from(tokenizer.encode(text).ids);
  const calibrated = await calibrate(openWeights(llama), splitText(ids, begin, tokens, HELD_OUT));
  const block = calibrated.matrices.filter((each) => each.layer === layer);
  const place: PartSite = { model: name, text, tokens, layer };
  const named = SUBJECTS.find((each) => JSON.stringify(each.text) === JSON.stringify(source))!.name;
  const fileOf = (part: string): string => `${name}.${named}.${layer}.${part}.safetensors`;
  const write = (part: string, bytes: ArrayBuffer): string => {
    writeFileSync(join(out, fileOf(part)), new Uint8Array(bytes));
    return fileOf(part);
  };

  const digests = await digestsOf(calibrated);
  for (const each of block) {
    write(each.name, writeMatrixPart(place, each, sizesOf(block), digests));
  }
  for (const [inlet, { inputs, heldOut }] of inletsOf(block)) {
    write(`${inlet}.inputs`, writeInletPart(place, inlet, inputs!, heldOut));
    write(`${inlet}.hessian`, writeHessianPart(place, inlet, inputs!.hessian()));
  }

  const entries = block.map((each): MatrixSnapshot => {
    const { file, needs, parts } = filesOf(each.name, fileOf);
    return {
      ...{ domain: 'weights', file, subject: named, model, text: source },
      ...{ mark: fingerprint(text), tokens, layer, matrix: each.name },
      ...{ rows: each.out, cols: each.in, needs, parts },
    };
  });
  return entries.sort(
    (a, b) => Number(b.matrix === subject['matrix']) - Number(a.matrix === subject['matrix']),
  );
}

function filesOf(
  matrix: MatrixName,
  fileOf: (part: string) => string,
): Pick<MatrixSnapshot, 'file' | 'needs' | 'parts'> {
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
