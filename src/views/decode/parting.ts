// Where two continuations of one prompt part, and what it cost.
import { fixed, quoted } from '../../figure/format.ts';

/** The first token that differs, counted from 0; null while they agree. */
export function partingOf(dense: readonly string[], sparse: readonly string[]): number | null {
  const most = Math.min(dense.length, sparse.length);
  for (let at = 0; at < most; at++) if (dense[at] !== sparse[at]) return at;
  return null;
}

/** In a sentence; `name`: whose cache is not full; `done`: no more is to come. */
export function partingTold(
  dense: readonly string[],
  sparse: readonly string[],
  name: string,
  done: boolean,
): string {
  const at = partingOf(dense, sparse);
  if (at !== null) {
    return `They part at token ${at + 1}: the full cache writes ${quoted(dense[at])}, ${name} ${quoted(sparse[at])}.`;
  }
  const count = sparse.length;
  if (count === 0) return done ? 'Nothing was written.' : 'Reading the prompt…';
  const words = count === 1 ? 'the same token' : `the same ${count} tokens`;
  return done ? `Both wrote ${words}.` : `So far ${words}.`;
}

/** Nats per token that the model with a full cache found in either. */
export function surpriseTold(dense: number, sparse: number, name: string): string {
  return `To the full cache its own words are worth ${fixed(dense, 2)} nats of surprise a token, those of ${name} ${fixed(sparse, 2)}.`;
}
