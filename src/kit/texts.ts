// The built-in texts as the pages offer them.
import type { TextSource } from '../core/spec.ts';
import { SAMPLES } from '../model/samples.ts';

export const TEXTS: readonly { id: string; label: string; source: TextSource }[] = [
  { id: 'tale', label: 'Tale with needles', source: { kind: 'tale', seed: 7 } },
  ...SAMPLES.map(({ id, label }) => ({ id, label, source: { kind: 'sample', id } }) as const),
];

/** Which of them a source is; 'own' for a person's text. */
export function textId(source: TextSource): string {
  return source.kind === 'sample' ? source.id : source.kind;
}
