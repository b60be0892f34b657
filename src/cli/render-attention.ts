// A figure of attention, computed here as a worker does it in a page.
import { paletteOf } from '../core/palette.ts';
import { ExpectedError } from '../core/result.ts';
import type { FigureSpec } from '../core/spec.ts';
import { contextFor } from '../domains/attention/context.ts';
import { measureHead } from '../domains/attention/metrics.ts';
import { resolveSettings } from '../domains/attention/resolve.ts';
import { denseMap } from '../domains/attention/subject.ts';
import { attentionSvg, captionOf } from '../figure/export/picture.ts';
import { loadersOf } from '../methods/load.generated.ts';
import type { AttentionHead } from '../methods/attention.ts';
import { assetsOf } from './render-model.ts';
import type { Drawn, Look, Scene } from './render-scene.ts';

export async function renderAttention(scene: Scene, { theme, size }: Look): Promise<Drawn> {
  const { spec, entry, model, folder, kernels } = scene;
  const load = loadersOf.attention[spec.method];
  if (!load) throw new ExpectedError('method', `there is no method “${spec.method}”`);
  const ids = model.tokenizer.encode(scene.text).ids.slice(0, spec.tokens);
  const { heads } = await model.llama.forward(ids, { keep: 'heads', logits: 'none' });
  const [head, siblings] = headAt(spec, heads);
  const method = (await load()).default;
  const params = resolveSettings(method, head, spec.budget, spec.set);
  if (!params.ok) throw new ExpectedError(params.field, params.message);
  const assets = assetsOf(folder, method.assets ?? []);
  const map = await denseMap(head, kernels, noWait);
  const context = contextFor(head, { kernels, siblings, assets, dense: () => map });
  const selection = method.select(head, params.value, context);
  const { kvHeads } = model.llama.config;
  const { metrics } = await measureHead(head, selection, kernels, kvHeads, noWait);

  const plane = kernels.paintPlane(map, head.n, selection.mask, spec.view.show);
  const reply = { metrics, params: params.value };
  const { n } = head;
  const stages = spec.view.stage === null ? [] : selection.trace();
  const source = { spec, entry, version: scene.version, n, stages, reply };
  const svg = await attentionSvg(
    source,
    theme,
    (view) => Promise.resolve(kernels.paint(plane, view, paletteOf(theme)).slice()),
    { size },
  );
  plane.release();
  const numbers = { ...reply, warnings: selection.warnings ?? [], kernels: kernels.tier };
  return { svg: svg ?? '', summary: captionOf(source)[0], numbers }; // nothing overtakes the painting here
}

function headAt(
  { subject }: FigureSpec,
  heads: readonly (readonly AttentionHead[])[],
): [AttentionHead, readonly AttentionHead[]] {
  const [layer, number] = [Number(subject['layer']), Number(subject['head'])];
  const siblings = heads[layer] ?? [];
  const head = siblings[number];
  if (head) return [head, siblings];
  const each = heads[0]?.length ?? 0;
  throw new ExpectedError(
    'subject',
    `there is no layer ${layer}, head ${number}: the model has layers 0 to ${heads.length - 1} of heads 0 to ${each - 1}`,
  );
}

const noWait = (): Promise<void> => Promise.resolve();
