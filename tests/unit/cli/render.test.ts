// `render`: the whole figure as SVG and as PNG, in both domains, and a clear word where that cannot be.
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { rasterise } from '../../../src/cli/rasterise.ts';
import { readPng, type Pixels } from '../support/png.ts';
import { parseXml, textsOf } from '../support/xml.ts';
import { atlas } from './support.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'atlas-render-'))));
afterAll(() => rmSync(folder, { recursive: true }));

async function rendered(name: string, ...args: string[]): Promise<Buffer> {
  const out = join(folder, name);
  expect(await atlas('render', ...args, '--out', out)).toMatchObject({ code: 0, err: '' });
  return readFileSync(out);
}

/** How many pixels have a colour that `is` accepts. */
function count({ rgba }: Pixels, is: (r: number, g: number, b: number) => boolean): number {
  let found = 0;
  for (let i = 0; i < rgba.length; i += 4) {
    if (is(rgba[i] ?? 0, rgba[i + 1] ?? 0, rgba[i + 2] ?? 0)) found++;
  }
  return found;
}

test('SVG of attention: axes, legend and caption as text, the map within', async () => {
  const link = 'https://atlas.example/#m=window&p.window=64&layer=1&head=2&n=128';
  const svg = (await rendered('figure.svg', link, '--theme', 'dark')).toString();
  const texts = textsOf(parseXml(svg));
  expect(texts).toContain('layer 1 · head 2 · text tale.7 · static, training-free');
  expect(texts).toContain('key position');
  // 64·65/2 pairs in the first 64 rows, 64 in each of the other 64, of 128·129/2.
  expect(texts.join(' ')).toContain('keeps 74.8 % of the causal pairs');
  expect(texts.join(' ')).toMatch(/128 tokens of the text tale\.7, budget 0\.2 \(window 64/);
  expect(texts.join(' ')).toMatch(/Made with Sparsity Atlas \d+\.\d+\.\d+\.$/);
  expect(svg).toContain('fill="#131418"'); // the dark paper
});

test('SVG of a step: its marks as vectors, its words as text, the pinned query marked', async () => {
  const link = 'm=streaming-llm&p.sinks=4&p.window=16&layer=1&head=2&n=64&query=40&stage=';
  const svg = (await rendered('step.svg', `${link}sinks`)).toString();
  const words = textsOf(parseXml(svg)).join(' ');
  expect(words).toMatch(/Step 1 of \d: /);
  expect(words).toContain('query 40');
  // 64 cells on 560 px: query 40 lies 40.5 · 8.75 px down, and ends behind its 41st key.
  expect(svg).toContain('<path d="M0 354.38H358.75" fill="none"');
  expect(svg).toContain('<g opacity="0.8">');
  const result = (await rendered('result.svg', `${link}mask`)).toString();
  expect(textsOf(parseXml(result)).join(' ')).not.toContain('Step 1');
});

test('SVG of weights: a method that reads no text; a small view is made of vectors', async () => {
  const spec =
    '{"method":"n-m","tokens":64,"subject":{"layer":0,"matrix":"o"},"view":{"zoom":[8,16,16]}}';
  const svg = (await rendered('weights.svg', spec)).toString();
  const texts = textsOf(parseXml(svg));
  expect(texts).toContain('layer 0 · output projection · 192 × 192 · text tale.7');
  // 2 of 4 are half of 192² weights.
  expect(texts.join(' ')).toMatch(/keeps 18,432 of 36,864 weights\. Its outputs move by 0\.\d\d\./);
  expect(svg).not.toContain('<image');
  expect(svg).toContain('viewBox="16 8 16 ');
});

test('SVG of weights: calibrated block by block on the text of the spec', async () => {
  const svg = (await rendered('wanda.svg', 'm=wanda&b=0.5&layer=1&matrix=up&n=64')).toString();
  const words = textsOf(parseXml(svg)).join(' ');
  expect(words).toContain('keeps 49,152 of 98,304 weights');
  expect(words).toContain('calibrated block by block with 64 tokens of the text tale.7');
  expect(svg).toContain('href="data:image/png;base64,iVBOR');
});

test('PNG: the whole figure at the size asked for, on the paper of its theme', async () => {
  const spec = join(folder, 'spec.json');
  writeFileSync(spec, '{"method":"dense","tokens":64}');
  const height = Number(/height="(\d+)"/.exec((await rendered('d.svg', spec)).toString())?.[1]);
  const light = readPng(await rendered('light.png', spec, '--scale', '1'));
  const dark = readPng(await rendered('dark.png', spec, '--theme', 'dark'));
  expect([light.width, light.height]).toEqual([648, height]);
  expect([dark.width, dark.height]).toEqual([2 * 648, 2 * height]); // twice, unless said otherwise
  expect([...light.rgba.subarray(0, 3)]).toEqual([255, 255, 255]);
  expect([...dark.rgba.subarray(0, 3)]).toEqual([0x13, 0x14, 0x18]);
  // Half of a map of 560² is below the diagonal; hardly any of its cells is white.
  expect(count(light, (r, g, b) => r + g + b < 755)).toBeGreaterThan(140_000);
  expect(count(dark, (r, g, b) => r + g + b > 150)).toBeGreaterThan(100_000);
});

test('a column of a paper: 85 mm wide, without title and caption, as SVG and as PNG', async () => {
  const args = ['m=window&n=32', '--size', 'column'];
  const svg = (await rendered('column.svg', ...args)).toString();
  // 85 mm for 413 px: the text of 12 px is 7.0 points high, that of 11 px 6.4.
  expect(svg).toMatch(/viewBox="0 0 413 \d+" width="85mm" height="[\d.]+mm"/);
  const texts = textsOf(parseXml(svg));
  expect(texts).toEqual(expect.arrayContaining(['key position', 'attention kept, log scale']));
  expect(texts.join(' ')).not.toMatch(/Made with|layer \d|keeps/);
  const png = readPng(await rendered('column.png', ...args, '--scale', '4'));
  expect(Math.abs(png.width - (4 * 85 * 96) / 25.4)).toBeLessThan(4); // 96 px an inch
});

test('the caption names the model that was given', async () => {
  const model = join(folder, 'my-model');
  symlinkSync(resolve('public/models/atlas-3m'), model);
  const svg = (await rendered('mine.svg', 'm=window&n=16', '--model', model)).toString();
  const words = textsOf(parseXml(svg)).join(' ');
  expect(words).toContain('of my-model');
  expect(words).not.toContain('atlas-3m');
});

test('PNG: text is drawn, in the fonts that come along', async () => {
  const svg = (await rendered('text.svg', 'm=dense&n=32')).toString();
  const bare = svg.replace(/>[^<]+<\/text>/g, '></text>');
  expect(parseXml(bare).children.length).toBe(parseXml(svg).children.length);
  const [full, empty] = [readPng(await rasterise(svg, 1)), readPng(await rasterise(bare, 1))];
  const ink = (pixels: Pixels): number => count(pixels, (r, g, b) => r < 60 && g < 60 && b < 70);
  expect(ink(full)).toBeGreaterThan(ink(empty) + 500);
  // The title is set in 24 px, bold: ink between its top and its baseline, left of the middle.
  const rows = full.rgba.subarray(4 * 648 * 18, 4 * 648 * 37);
  expect(ink({ ...full, rgba: rows })).toBeGreaterThan(200);
});

test('a built-in text comes with the program', async () => {
  const svg = (await rendered('code.svg', 'm=window&t=sample.code&n=64')).toString();
  expect(textsOf(parseXml(svg)).join(' ')).toContain('64 tokens of the text sample.code');
});

test.for([
  [['render'], /needs a spec or a link/],
  [['render', 'm=window'], /--out .* got nothing/],
  [['render', 'm=window', '-o', 'figure.pdf'], /\.svg or \.png, got “figure\.pdf”/],
  [['render', 'nonsense', '-o', 'f.svg'], /neither a file, nor JSON nor a link/],
  [['render', 'LICENSE', '-o', 'f.svg'], /“LICENSE” holds neither JSON nor a link/],
  [['render', 'src', '-o', 'f.svg'], /cannot read “src”: it is a folder \(EISDIR\)/],
  [['render', '{"method":', '-o', 'f.svg'], /the figure is not JSON/],
  [['render', 'm=windw', '-o', 'f.svg'], /“windw” \(did you mean “window”\?\)$/],
  [['render', 'm=window&layer=9&n=16', '-o', 'f.svg'], /layer must be from 0 to 5, got 9/],
  [['render', 'm=n-m&layer=9&n=16', '-o', 'f.svg'], /layer must be from 0 to 5, got 9/],
  [['render', 'm=wanda&text=&n=16', '-o', 'f.svg'], /text of at least two tokens/],
  [['render', 'm=window&t=sample.x', '-o', 'f.svg'], /no built-in text “x”; there are code, docs$/],
  [['render', 'm=wanda&matrix=z', '-o', 'f.svg'], /matrix must be .*“z”/],
  [['render', 'm=window', '-o', 'f.svg', '--theme', 'sepia'], /light or dark, got “sepia”/],
  [['render', 'm=window', '-o', 'f.svg', '--size', 'poster'], /page or column, got “poster”/],
  [['render', 'm=window', '-o', 'f.png', '--scale', '9'], /from 1 to 4, got “9”/],
  [['render', 'm=window', '-o', 'f.svg', '--scale', '2'], /--scale is for PNG/],
  [['render', 'm=window', '-o', 'no/such/f.svg'], /there is no folder “no\/such”/],
  [
    ['render', 'm=window', '-o', 'f.svg', '--colour', 'red'],
    /no option “--colour”; there are --out, /,
  ],
  [['render', 'm=window', '-o', 'f.svg', '--model', '/nowhere'], /none in “\/nowhere”/],
] as const)('%j is refused', async ([args, message]) => {
  const { code, out, err } = await atlas(...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(message);
});

test('its numbers as JSON, computed by the tier that the environment names', async () => {
  const out = join(folder, 'numbers.svg');
  const args = ['render', 'm=window&p.window=8&n=16', '--json', '--out', out];
  try {
    for (const tier of ['typescript', 'simd']) {
      vi.stubEnv('SPARSITY_ATLAS_KERNELS', tier);
      const reply = JSON.parse((await atlas(...args)).out) as object;
      // 8·9/2 pairs in the first 8 rows, 8 in each of the other 8.
      expect(reply).toMatchObject({
        ...{ out, params: { window: 8 }, warnings: [], kernels: tier },
        metrics: { keptPairs: 100, causalPairs: 136 },
      });
    }
    vi.stubEnv('SPARSITY_ATLAS_KERNELS', 'fast');
    const message = /SPARSITY_ATLAS_KERNELS must be (relaxed-simd, )?simd, typescript, got “fast”$/;
    expect(await atlas(...args)).toMatchObject({ code: 2, err: expect.stringMatching(message) });
  } finally {
    vi.unstubAllEnvs();
  }
});
