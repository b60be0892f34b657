// `render`: the whole figure as SVG, its map as PNG, and a clear word where that cannot be.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { atlas } from './support.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'atlas-render-'))));
afterAll(() => rmSync(folder, { recursive: true }));

test('SVG: axes, legend and caption as text, the map within', async () => {
  const out = join(folder, 'figure.svg');
  const link = 'https://atlas.example/#m=window&p.window=64&layer=1&head=2&n=128';
  const reply = await atlas('render', link, '--out', out, '--theme', 'dark');
  expect(reply).toMatchObject({ code: 0, err: '' });
  // 64·65/2 pairs in the first 64 rows, 64 in each of the other 64, of 128·129/2.
  expect(reply.out).toContain('keeps 74.8 % of the causal pairs');
  const svg = readFileSync(out, 'utf8');
  expect(svg).toContain('>layer 1 · head 2 · text tale.7 · static, training-free<');
  expect(svg).toContain('>key position<');
  expect(svg).toContain('keeps 74.8 % of the causal');
  expect(svg).toContain('fill="#131418"'); // the dark paper
  expect(svg).toContain('href="data:image/png;base64,iVBOR');
  expect(svg.match(/<text/g)?.length).toBeGreaterThan(10);
});

test('PNG: the map alone; a file of JSON does as well as a link', async () => {
  const [out, spec] = [join(folder, 'map.png'), join(folder, 'spec.json')];
  writeFileSync(spec, '{"method":"dense","tokens":64}');
  expect(await atlas('render', spec, '-o', out)).toMatchObject({ code: 0, err: '' });
  const png = readFileSync(out);
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1120, 1120]);
});

test.for([
  [['render'], /needs a spec or a link/],
  [['render', 'm=window'], /--out .* got nothing/],
  [['render', 'm=window', '-o', 'figure.pdf'], /\.svg or \.png, got “figure\.pdf”/],
  [['render', 'nonsense', '-o', 'f.svg'], /neither a file, nor JSON, nor a link/],
  [['render', 'm=windw', '-o', 'f.svg'], /“windw” \(did you mean “window”\?\)$/],
  [['render', 'm=wanda', '-o', 'f.svg'], /draws attention; this is a figure of weights/],
  [['render', 'm=window&layer=9&n=16', '-o', 'f.svg'], /no layer 9, head \d: .* layers 0 to 5/],
  [['render', 'm=window&t=sample.code', '-o', 'f.svg'], /“code” belongs to the site/],
  [['render', 'm=window', '-o', 'f.svg', '--theme', 'sepia'], /light or dark, got “sepia”/],
  [['render', 'm=window', '-o', 'f.svg', '--model', '/nowhere'], /none in “\/nowhere”/],
] as const)('%j is refused', async ([args, message]) => {
  const { code, out, err } = await atlas(...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(message);
});
