// Portraits of the weight methods: each at work on a part of the same matrix. Runs the worker's inside in
// this very process, so that pictures and numbers are those of the weights page.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MATRIX_CUT, PORTRAIT_SPECS } from '../../src/client/portraits.ts';
import { paletteOf, type Theme } from '../../src/core/palette.ts';
import type { Result } from '../../src/core/result.ts';
import type { Kernels } from '../../src/kernels/contract.ts';
import { loadersOf } from '../../src/methods/load.generated.ts';
import { CONFIG, TOKENIZER, WEIGHTS } from '../../src/model/folder.ts';
import type { PrunedRequest } from '../../workers/weights-api.ts';
import { createSession } from '../../workers/session.ts';
import { coarseSteps } from './coarse.ts';
import { THUMB, type NoPortrait, type Picture, type Portrait } from './portrait.ts';
import { textOf } from './subjects.ts';

export async function* weightPortraits(
  root: string,
  folder: string,
  kernels: Kernels,
): AsyncGenerator<Portrait | NoPortrait> {
  const { api } = createSession(() => Promise.resolve(kernels));
  const { model, text, tokens, subject, budget } = PORTRAIT_SPECS.weights;
  const files = Object.fromEntries(
    [CONFIG, TOKENIZER, WEIGHTS].map((name) => [
      name,
      new Uint8Array(readFileSync(join(folder, name))).buffer,
    ]),
  );
  const opened = await api.model({ name: model, baseUrl: 'file:///', files }, () => {});
  const { layers } = valueOf(opened);
  const layer = Math.min(Number(subject['layer']), layers - 1);
  const matrix = subject['matrix'] as PrunedRequest['matrix'];
  let sequence = 0;
  const ticket = () => ({ key: 'bake', sequence: ++sequence });
  for (const id of Object.keys(loadersOf.weights)) {
    const request = {
      ...{ model, text: textOf(text, root), tokens, layer, matrix },
      ...{ method: id, budget, set: {} },
    };
    const figure = valueOf(await api.weightFigure(ticket(), request));
    const paint = async (theme: Theme): Promise<Picture> => {
      const { from, to } = MATRIX_CUT;
      const view = { row0: from, row1: to, col0: from, col1: to, width: THUMB, height: THUMB };
      const reply = await api.weightPaint(ticket(), { ...request, show: 'kept', view, theme });
      const { buffer } = valueOf(reply).pixels;
      const words = coarseSteps(new Uint32Array(buffer), paletteOf(theme));
      return { width: THUMB, height: THUMB, words };
    };
    const thumbs = { light: await paint('light'), dark: await paint('dark') };
    const { sparsity, outputError } = figure.metrics;
    yield {
      id,
      thumb: (theme) => thumbs[theme],
      measured: { sparsity, ...(outputError !== null && { outputError }) },
    };
  }
}

function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`${result.field}: ${result.message}`);
}
