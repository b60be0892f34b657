// The page of a method as it is written: every place filled, nothing unescaped, links that work below
// any folder.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/methods/catalogue.generated.ts';
import { ROOT } from '../../../tools/lib/process.ts';
import { renderMethodPage } from '../../../tools/pages/render.ts';

const template = readFileSync(join(ROOT, 'src/app/method/page.html'), 'utf8');
const minference = catalogue.find(({ id }) => id === 'minference')!;

describe('renderMethodPage', () => {
  const page = renderMethodPage(template, minference, null);

  it('tells previews and readers without JavaScript what it is about', () => {
    expect(page).toContain('<title>MInference · Sparsity Atlas</title>');
    expect(page).toMatch(
      /<meta name="description" content="A few columns and diagonals[^"]+2024[^"]+" \/>/,
    );
    expect(page).toContain('property="og:image" content="../../snapshots/methods/minference.png"');
    expect(page).toMatch(
      /<noscript>[^]*Only the last queries vote[^]*arXiv 2407\.02490[^]*<\/noscript>/,
    );
  });

  it('speaks of weights where the method is about them', () => {
    const wanda = catalogue.find(({ id }) => id === 'wanda')!;
    const head = renderMethodPage(template, wanda, null).split('</head>')[0];
    expect(head).toContain('content="Wanda: what it keeps of real weights"');
    expect(head).toMatch(/Static, training-free weight sparsity \(Mingjie Sun et al\., 2024\)/);
    expect(head).not.toContain('attention');
  });

  it('has no address that would leave its folder’s site', () => {
    const links = [...page.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, link]) => link);
    const own = links.filter((link) => !link?.startsWith('https://arxiv.org/'));
    expect(own.length).toBeGreaterThan(4);
    // The module is the bundler's to place.
    for (const link of own)
      expect(link).toMatch(/^(\.\.\/\.\.\/|\/src\/app\/method\/[a-z]+\.generated\.ts$)/);
  });

  it('names the picture in full where the site’s address is known', () => {
    const known = renderMethodPage(template, minference, 'https://example.org/atlas');
    expect(known).toContain('content="https://example.org/atlas/snapshots/methods/minference.png"');
    expect(known).toContain('href="../../icon.svg"');
  });

  it('escapes what the catalogue says', () => {
    const odd = { ...minference, name: 'A<b> & "c"', notice: ['x < y'] };
    const text = renderMethodPage(template, odd, null);
    expect(text).toContain('<title>A&lt;b&gt; &amp; &quot;c&quot; · Sparsity Atlas</title>');
    expect(text).toContain('<li>x &lt; y</li>');
  });

  it('leaves no place open, and says which one it cannot fill', () => {
    for (const entry of catalogue) {
      expect(renderMethodPage(template, entry, null)).not.toMatch(/%[a-z]+%/);
    }
    expect(() => renderMethodPage('%colour%', minference, null)).toThrow('%colour%');
  });
});
