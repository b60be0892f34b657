// The reference in docs/embedding.md, which the site shows too, names what there is, and nothing else.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reference, tablesOf, type Table } from '../../../src/app/embedding/reference.ts';
import type { FigureEvents } from '../../../src/embed/contract.ts';
import type { SparsityFigureElement } from '../../../src/embed/element-types.ts';
import { ATTRIBUTES, CONTROLS } from '../../../src/embed/reading.ts';
import { ROOT } from '../../../tools/lib/process.ts';

/** Code in the first column. */
function namesOf(head: string): string[] {
  const table = tableOf(head);
  return table.rows.flatMap(([first = []]) => first.filter((_, i) => i % 2 === 1));
}

function tableOf(head: string): Table {
  const found = reference.find((table) => table.head[0] === head);
  if (!found) throw new Error(`docs/embedding.md has no table of “${head}”`);
  return found;
}

// A name missing or too many does not compile.
const EVENTS: Record<keyof FigureEvents, true> = {
  'sparsity-ready': true,
  'sparsity-progress': true,
  'sparsity-change': true,
  'sparsity-error': true,
};
const MEMBERS: Record<Exclude<keyof SparsityFigureElement, keyof HTMLElement>, true> = {
  spec: true,
  tensors: true,
  getSpec: true,
  toSVG: true,
  toPNG: true,
};

describe('the reference of embedding', () => {
  it('has every attribute', () => {
    expect(namesOf('attribute').sort()).toEqual([...ATTRIBUTES].sort());
  });

  it('has every control', () => {
    const row = tableOf('attribute').rows.find(([name]) => name?.includes('controls'));
    expect(row?.[1]).toContain(CONTROLS.join(' '));
  });

  it('has every property, method and event', () => {
    const members = namesOf('property or method').map((name) => name.replace(/\(.*/, ''));
    expect(members.sort()).toEqual(Object.keys(MEMBERS).sort());
    expect(namesOf('event').sort()).toEqual(Object.keys(EVENTS).sort());
  });

  it('names custom properties that figures read', () => {
    const tokens = readFileSync(join(ROOT, 'src/figure/tokens.css'), 'utf8');
    // These two are not colours of the figure's own sheet.
    const others = ['--sparsity-theme', '--sparsity-rem'];
    for (const name of namesOf('custom property').filter((each) => !others.includes(each))) {
      expect(tokens).toContain(`\n  ${name.replace('--sparsity-', '--')}:`);
    }
  });
});

describe('tablesOf', () => {
  it('reads tables and leaves the rest', () => {
    const text =
      'Words | and `code`.\n\n| a | b |\n| --- | :-: |\n| `x`, `y` | one \\| two |\n\nEnd';
    expect(tablesOf(text)).toEqual([
      { head: ['a', 'b'], rows: [[['', 'x', ', ', 'y', ''], ['one | two']]] },
    ]);
  });
});
