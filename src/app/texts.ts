// The built-in texts as the pages offer them.
import type { TextSource } from '../core/spec.ts';

export const TEXTS: readonly { id: string; label: string; source: TextSource }[] = [
  { id: 'tale', label: 'Tale with needles', source: { kind: 'tale', seed: 7 } },
  { id: 'code', label: 'Code', source: { kind: 'sample', id: 'code' } },
  { id: 'docs', label: 'Docs', source: { kind: 'sample', id: 'docs' } },
];

/** Which of them a source is; 'own' for a person's text. */
export function textId(source: TextSource): string {
  return source.kind === 'sample' ? source.id : source.kind;
}
