import { describe, expect, it } from 'vitest';
import { startOf, type Modules } from '../../../tools/lib/embed-chunks.ts';

/** Static imports of each module; what is imported when it is needed does not stand here. */
const IMPORTS: Readonly<Record<string, readonly string[]>> = {
  element: ['scheme'],
  player: ['state', 'scheme'],
  state: ['spec', 'state'],
  head: ['view', 'axes', 'spec'],
  matrix: ['view', 'tiles'],
  view: ['round'],
  steps: ['spec', 'charts'],
};

const modules: Modules = {
  getModuleInfo: (id) => (id in IMPORTS ? { importedIds: IMPORTS[id] ?? [] } : null),
};

describe('the file of the player', () => {
  it('holds what the player and the figures of all domains need, and nothing that the element has', () => {
    const entries = { element: 'element', player: 'player', figures: ['head', 'matrix'] };
    const start = [...startOf(entries, modules)].sort();
    expect(start).toEqual(['player', 'round', 'spec', 'state', 'view']);
  });

  it('holds no more than the player where no figure has anything in common', () => {
    const entries = { element: 'element', player: 'state', figures: ['head', 'element'] };
    expect([...startOf(entries, modules)].sort()).toEqual(['spec', 'state']);
  });
});
