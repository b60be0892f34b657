// Whether two sources name the same text.
import type { TextSource } from './spec.ts';

export function sameText(a: TextSource, b: TextSource): boolean {
  if (a.kind === 'tale') return b.kind === 'tale' && a.seed === b.seed;
  if (a.kind === 'sample') return b.kind === 'sample' && a.id === b.id;
  return b.kind === 'own' && a.text === b.text;
}
