// What to say of a name that is not known.
import { nearestName } from '../core/nearest.ts';

/** The nearest of the known names as a question, else all of them. */
export function meant(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === null ? `there are ${known.join(', ')}` : `did you mean ${nearest}?`;
}
