// `render`: the figure of a spec as a file, without a browser. SVG is the whole figure; PNG is its map,
// because nothing here can set type.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { paletteOf, type Theme } from '../core/palette.ts';
import { encodePng } from '../core/png.ts';
import { ExpectedError } from '../core/result.ts';
import { textName } from '../core/spec-parts.ts';
import type { FigureSpec, TextSource } from '../core/spec.ts';
import { contextFor } from '../domains/attention/context.ts';
import { measureHead } from '../domains/attention/metrics.ts';
import { resolveSettings } from '../domains/attention/resolve.ts';
import { denseMap } from '../domains/attention/subject.ts';
import { figureSvg } from '../figure/export/svg.ts';
import { fixed, percent } from '../figure/format.ts';
import { viewOfZoom, viewportOf } from '../figure/map/view.ts';
import { loadKernels } from '../kernels/index.ts';
import { catalogue } from '../methods/catalogue.generated.ts';
import { loadersOf } from '../methods/load.generated.ts';
import { makeTale } from '../model/tales.ts';
import { assetsOf, folderOf, openFolder } from './render-model.ts';
import { readSpec } from './render-spec.ts';

/** Side of the map's picture, pixels. */
const SIDE = 1120;

export const RENDER_USAGE = `  sparsity-atlas render <spec> --out figure.svg|.png [options]
      --theme light|dark light unless said otherwise
      --model folder     a Hugging Face folder of a Llama-type model; else the one that comes along
    The spec is JSON, a file of it, or a link of the atlas. SVG holds the whole figure with axes,
    legend and caption; PNG holds the map alone.
`;

interface RenderOptions {
  readonly spec: FigureSpec;
  readonly out: string;
  readonly theme: Theme;
  readonly model: string | null;
}

/** Returns one line: what was written, and what it shows. */
export async function render(args: readonly string[]): Promise<string> {
  const options = read(args);
  const { out } = options;
  const { file, summary } = await draw(options);
  try {
    writeFileSync(out, file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ExpectedError('out', `cannot write “${out}”: ${reason}`);
  }
  return `${out}: ${summary}`;
}

function read(args: readonly string[]): RenderOptions {
  const { values, positionals } = parse(args);
  const [given, extra] = positionals;
  const { out, theme = 'light', model = null } = values;
  if (given === undefined) throw new ExpectedError('spec', 'render needs a spec or a link');
  if (extra !== undefined)
    throw new ExpectedError('options', `unexpected “${extra}” after the spec`);
  if (out === undefined || !/\.(svg|png)$/.test(out)) {
    const found = out === undefined ? 'nothing' : `“${out}”`;
    throw new ExpectedError('out', `render needs --out with a name in .svg or .png, got ${found}`);
  }
  if (theme !== 'light' && theme !== 'dark') {
    throw new ExpectedError('theme', `--theme must be light or dark, got “${theme}”`);
  }
  return { spec: readSpec(given), out, theme, model };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { out: { ...text, short: 'o' }, theme: text, model: text },
    });
  } catch (error) {
    const [message = ''] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new ExpectedError('options', message);
  }
}

async function draw({ spec, out, theme, model: given }: RenderOptions) {
  const entry = catalogue.find(({ id }) => id === spec.method);
  const load = loadersOf.attention[spec.method];
  if (!entry || !load) throw new ExpectedError('method', `there is no method “${spec.method}”`);
  const kernels = await loadKernels();
  const folder = folderOf(spec.model, given, import.meta.dirname);
  const { llama, tokenizer } = openFolder(folder, kernels);
  const ids = tokenizer.encode(textOf(spec.text)).ids.slice(0, spec.tokens);
  const { heads } = await llama.forward(ids, { keep: 'heads', logits: 'none' });
  const [layer, number] = [Number(spec.subject['layer']), Number(spec.subject['head'])];
  const siblings = heads[layer] ?? [];
  const head = siblings[number];
  if (!head) {
    const { layers, heads: each } = llama.config;
    throw new ExpectedError(
      'subject',
      `there is no layer ${layer}, head ${number}: the model has layers 0 to ${layers - 1} of heads 0 to ${each - 1}`,
    );
  }
  const method = (await load()).default;
  const params = resolveSettings(method, head, spec.budget, spec.set);
  if (!params.ok) throw new ExpectedError(params.field, params.message);
  const assets = assetsOf(folder, method.assets ?? []);
  const map = await denseMap(head, kernels, noWait);
  const context = contextFor(head, { kernels, siblings, assets, dense: () => map });
  const selection = method.select(head, params.value, context);
  const { metrics } = await measureHead(head, selection, kernels, llama.config.kvHeads, noWait);

  const view = viewOfZoom(spec.view.zoom, head.n);
  const plane = kernels.paintPlane(map, head.n, selection.mask, spec.view.show);
  const words = kernels.paint(plane, viewportOf(view, SIDE), paletteOf(theme)).slice();
  plane.release();
  const png = encodePng(words, SIDE, SIDE);
  const summary = `${entry.name} keeps ${percent(1 - metrics.sparsity)} of the causal pairs and ${fixed(metrics.recall, 2)} of the attention mass.`;
  if (out.endsWith('.png')) return { file: png, summary };
  const svg = figureSvg({
    title: entry.name,
    subtitle: `layer ${layer} · head ${number} · text ${textName(spec.text)} · ${entry.tags.selection}, ${entry.tags.training}`,
    caption: [summary, `Sparsity Atlas · model ${spec.model}`],
    ...{ view, theme, n: head.n, show: spec.view.show },
    map: `data:image/png;base64,${Buffer.from(png).toString('base64')}`,
  });
  return { file: `${svg}\n`, summary };
}

function textOf(source: TextSource): string {
  if (source.kind === 'own') return source.text;
  if (source.kind === 'tale') return makeTale(source.seed).text;
  throw new ExpectedError(
    'text',
    `the built-in text “${source.id}” belongs to the site; give the text itself as {"kind": "own", "text": "…"}`,
  );
}

const noWait = (): Promise<void> => Promise.resolve();
