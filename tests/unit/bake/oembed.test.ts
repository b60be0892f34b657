// What oEmbed asks of a rich answer, of every method: the required fields, whole addresses, and a frame
// that is the very figure.
import { describe, expect, it } from 'vitest';
import { cardOf, usualOf } from '../../../src/core/card.ts';
import { decodeSpec } from '../../../src/core/spec-codec.ts';
import { catalogue } from '../../../src/methods/catalogue.generated.ts';
import { specTables } from '../../../src/domains/spec-tables.ts';
import { oembed } from '../../../tools/pages/oembed.ts';

const tables = specTables();

/** The address of the frame, as a browser would read it. */
function sourceOf(html: string): string {
  const [, src = ''] = /^<iframe src="([^"]+)" [^<>]+><\/iframe>$/.exec(html) ?? [];
  return src.replaceAll('&amp;', '&');
}

describe.each(catalogue)('oEmbed of $id', (entry) => {
  const answer = oembed(entry, 'https://atlas.example/x');

  it('has what a rich answer must have', () => {
    expect(answer).toMatchObject({ version: '1.0', type: 'rich', provider_name: 'Sparsity Atlas' });
    expect(answer.title).toContain(entry.name);
    for (const name of ['width', 'height', 'thumbnail_width', 'thumbnail_height'] as const) {
      expect(Number.isInteger(answer[name]) && answer[name] > 0, name).toBe(true);
    }
    for (const name of ['provider_url', 'thumbnail_url'] as const) {
      expect(answer[name]).toMatch(/^https:\/\/atlas\.example\/x\//);
    }
    // The thumbnail is one unit: address, width and height together or not at all.
    expect(Object.keys(answer).filter((name) => name.startsWith('thumbnail'))).toHaveLength(3);
    expect(answer.html).toContain(`width="${answer.width}" height="${answer.height}"`);
  });

  it('frames the method’s figure, with nothing left to defaults that may change', () => {
    const { origin, pathname, searchParams, search } = new URL(sourceOf(answer.html));
    expect(origin + pathname).toBe('https://atlas.example/x/embed.html');
    const { spec, warnings } = decodeSpec(search, tables);
    expect(warnings).toEqual([]);
    expect(spec).toEqual({ ...usualOf(cardOf(tables.cards, entry.domain)), method: entry.id });
    expect([...searchParams.keys()]).toEqual(
      expect.arrayContaining(['method', 't', 'budget', ...Object.keys(spec.subject)]),
    );
  });
});

it('keeps to its own place where the site’s address is not known', () => {
  const answer = oembed(catalogue[0]!, null);
  expect(sourceOf(answer.html)).toMatch(/^\.\.\/embed\.html\?/);
  expect(answer.thumbnail_url).toMatch(/^\.\.\/snapshots\/methods\//);
});
