// Portraits of the attention methods: each at work on the head of the default figure.
import { DEFAULT_SPECS } from '../../src/core/spec.ts';
import { attentionSvg } from '../../src/figure/export/picture.ts';
import type { AttentionHead } from '../../src/methods/attention.ts';
import type { Kernels } from '../../src/kernels/contract.ts';
import { loadersOf } from '../../src/methods/load.generated.ts';
import { THUMB, type NoPortrait, type Portrait } from './portrait.ts';
import { POSTER_PIXELS, posterOf } from './poster.ts';
import { Stage } from './scene.ts';
import { LARGE, SMALL, socialPicture } from './social.ts';

/** One after another, all at one budget so that they can be compared. `folder` is the model's. */
export async function* attentionPortraits(
  head: AttentionHead,
  kernels: Kernels,
  folder: string,
): AsyncGenerator<Portrait | NoPortrait> {
  const spec = DEFAULT_SPECS.attention;
  const stage = await Stage.open(head, kernels, folder);
  for (const [id, load] of Object.entries(loadersOf.attention)) {
    const scene = await stage.run((await load()).default, spec.budget ?? 1);
    if (!scene) {
      yield { id, reason: 'a table that it needs does not come with the model' };
      continue;
    }
    const { sparsity, recall, outputError } = scene.metrics;
    yield {
      id,
      thumb: (theme) => scene.paint('kept', theme, THUMB),
      social: () =>
        socialPicture({
          large: scene.paint('kept', 'light', LARGE),
          small: [scene.paint('attention', 'light', SMALL), scene.paint('lost', 'light', SMALL)],
          kept: scene.rowRecall,
          rest: 'lost',
        }),
      poster: (theme) =>
        attentionSvg(
          { ...posterOf({ ...spec, method: id }), n: head.n, reply: scene },
          theme,
          async ({ width }) => scene.paint(spec.view.show, theme, width).words,
          { least: POSTER_PIXELS },
        ),
      measured: { sparsity, recall, outputError },
    };
  }
}
