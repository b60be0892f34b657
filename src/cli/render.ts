// `render`: the figure of a spec as a file, without a browser: the SVG that a page saves, or a PNG of it.
import { basename, resolve } from 'node:path';
import { ExpectedError } from '../core/result.ts';
import type { FigureSpec } from '../core/spec.ts';
import { plainDesk } from '../domains/desk.ts';
import { catalogue } from '../methods/catalogue.generated.ts';
import { parse } from './arguments.ts';
import { folderDesk, folderOf } from './desk.ts';
import { draw, readsModel, type Drawn, type Look } from './draw.ts';
import { chosenKernels } from './kernels.ts';
import { readSpec } from './render-spec.ts';
import { textOf } from './texts.ts';
import { version } from './version.ts';
import { refuseSame, refuseUnwritable, writeBytes } from './write.ts';

interface RenderOptions extends Look {
  readonly spec: FigureSpec;
  readonly out: string;
  readonly scale: number;
  readonly model: string | null;
  readonly json: boolean;
}

/** Returns what was written and what it shows, and a line for each warning; or its numbers as JSON. */
export async function render(args: readonly string[]): Promise<string> {
  const { spec, out, scale, model, json, ...look } = read(args);
  const { svg, summary, numbers } = await drawSpec(spec, look, model);
  const file = out.endsWith('.png') ? await pngOf(svg, scale) : svg;
  writeBytes(out, file);
  if (json) return JSON.stringify({ out, summary, ...numbers });
  return [`${out}: ${summary}`, ...numbers.warnings.map((each) => `warning: ${each}`)].join('\n');
}

/** `model`: a folder; null for the one that comes along. */
async function drawSpec(spec: FigureSpec, look: Look, model: string | null): Promise<Drawn> {
  const entry = catalogue.find(({ domain, id }) => domain === spec.domain && id === spec.method);
  if (!entry) throw new ExpectedError('method', `there is no method “${spec.method}”`);
  textOf(spec.text); // refused before anything is opened for it
  const about = { entry, version: version() };
  if (!readsModel(spec)) {
    return draw(spec, about, look, plainDesk({ kernels: await chosenKernels() }));
  }
  const folder = folderOf(spec.model, model, import.meta.dirname);
  const kernels = await chosenKernels();
  // The caption tells which model it was.
  const shown = model === null ? spec : { ...spec, model: basename(resolve(folder)) };
  const desk = folderDesk(shown.model, folder, kernels);
  try {
    const drawn = await draw(shown, about, look, desk);
    const warnings = [...desk.model(shown.model).llama.warnings, ...drawn.numbers.warnings];
    return { ...drawn, numbers: { ...drawn.numbers, warnings } };
  } finally {
    desk.dispose();
  }
}

/** Loaded only for pictures: it brings a renderer and fonts. */
async function pngOf(svg: string, scale: number): Promise<Uint8Array> {
  const { rasterise } = await import('./rasterise.ts');
  return rasterise(svg, scale);
}

const text = { type: 'string' } as const;
const OPTIONS = {
  out: { type: 'string', short: 'o' },
  theme: text,
  size: text,
  scale: text,
  model: text,
  json: { type: 'boolean' },
} as const;

function read(args: readonly string[]): RenderOptions {
  const { values, positionals } = parse(args, OPTIONS);
  const [given, extra] = positionals;
  const { out, theme = 'light', size = 'page', model = null, json = false } = values;
  if (given === undefined) throw new ExpectedError('spec', 'render needs a spec or a link');
  if (extra !== undefined)
    throw new ExpectedError('options', `unexpected “${extra}” after the spec`);
  if (out === undefined || !/\.(svg|png)$/.test(out)) {
    const found = out === undefined ? 'nothing' : `“${out}”`;
    throw new ExpectedError('out', `render needs --out with a name in .svg or .png, got ${found}`);
  }
  refuseSame(out, given, 'the spec');
  refuseUnwritable(out);
  if (theme !== 'light' && theme !== 'dark') {
    throw new ExpectedError('theme', `--theme must be light or dark, got “${theme}”`);
  }
  if (size !== 'page' && size !== 'column') {
    throw new ExpectedError('size', `--size must be page or column, got “${size}”`);
  }
  const scale = scaleOf(values.scale, out);
  return { spec: readSpec(given), out, theme, size, scale, model, json };
}

function scaleOf(given: string | undefined, out: string): number {
  if (given === undefined) return 2;
  if (out.endsWith('.svg')) {
    throw new ExpectedError('scale', `--scale is for PNG; “${out}” fits any size`);
  }
  const scale = Number(given);
  if (given.trim() !== '' && scale >= 1 && scale <= 4) return scale;
  throw new ExpectedError('scale', `--scale must be from 1 to 4, got “${given}”`);
}
