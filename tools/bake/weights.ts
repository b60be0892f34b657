// Portraits of the weight methods: each at work on a part of the same matrix. Runs the worker's inside in
// this very process, so that pictures and numbers are those of the weights page.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MATRIX_CUT } from '../../src/client/portraits.ts';
import { textOf } from '../../src/cli/texts.ts';
import { paletteOf, type Theme } from '../../src/core/palette.ts';
import type { Result } from '../../src/core/result.ts';
import { DEFAULT_SPECS, type Show } from '../../src/core/spec.ts';
import type { Kernels } from '../../src/kernels/contract.ts';
import { loadersOf } from '../../src/methods/load.generated.ts';
import { CONFIG, TOKENIZER, WEIGHTS } from '../../src/model/folder.ts';
import type { PrunedRequest } from '../../workers/weights-api.ts';
import { createSession } from '../../workers/session.ts';
import { weightSvg } from '../../src/figure/export/picture.ts';
import { coarseSteps } from './coarse.ts';
import { THUMB, type NoPortrait, type Picture, type Portrait } from './portrait.ts';
import { POSTER_PIXELS, posterOf } from './poster.ts';
import { LARGE, socialPicture } from './social.ts';

/** Rows and columns of a matrix that a picture shows. */
type Cut = readonly [row0: number, row1: number, col0: number, col1: number];

export async function* weightPortraits(
  folder: string,
  kernels: Kernels,
): AsyncGenerator<Portrait | NoPortrait> {
  const { api } = createSession(() => Promise.resolve(kernels));
  const spec = DEFAULT_SPECS.weights;
  const { model, text, tokens, subject, budget } = spec;
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
      ...{ model, text: textOf(text), tokens, layer, matrix },
      ...{ method: id, budget, set: {} },
    };
    const figure = valueOf(await api.weightFigure(ticket(), request));
    const paint = async (show: Show, theme: Theme, cut: Cut, size: number): Promise<Picture> => {
      const [row0, row1, col0, col1] = cut;
      const view = { row0, row1, col0, col1, width: size, height: size };
      const reply = await api.weightPaint(ticket(), { ...request, show, view, theme });
      const { buffer } = valueOf(reply).pixels;
      const words = coarseSteps(new Uint32Array(buffer), paletteOf(theme));
      return { width: size, height: size, words };
    };
    const { rows, cols } = figure;
    const { from, to } = MATRIX_CUT;
    const part: Cut = [from, to, from, to];
    const thumbs = {
      light: await paint('kept', 'light', part, THUMB),
      dark: await paint('kept', 'dark', part, THUMB),
    };
    const whole = await paint('kept', 'light', [0, rows, 0, cols], LARGE);
    const small = [
      await paint('attention', 'light', part, 4 * (to - from)),
      await paint('lost', 'light', part, 4 * (to - from)),
    ] as const;
    const { sparsity, outputError } = figure.metrics;
    yield {
      id,
      thumb: (theme) => thumbs[theme],
      social: () =>
        socialPicture({ large: whole, small, kept: figure.colDensity, rest: 'dropped' }),
      poster: (theme) =>
        weightSvg(
          { ...posterOf({ ...spec, method: id }), reply: figure },
          theme,
          async ({ row0, row1, col0, col1, width }) =>
            (await paint(spec.view.show, theme, [row0, row1, col0, col1], width)).words,
          { least: POSTER_PIXELS },
        ),
      measured: { sparsity, ...(outputError !== null && { outputError }) },
    };
  }
}

function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`${result.field}: ${result.message}`);
}
