// What the build measured of every method while it was pictured.
import { siteUrl } from '../../kit/site.ts';

/** Numbers by name. */
export type MeasuredMethod = Readonly<Record<string, number>>;

/** By domain, then by the method's id. */
export type Measured = Readonly<Record<string, Readonly<Record<string, MeasuredMethod>>>>;

/** Empty where the build has no pictures. */
export async function fetchMeasured(): Promise<Measured> {
  const response = await fetch(siteUrl('snapshots/methods.json')).catch(() => null);
  const answer: unknown = response?.ok ? await response.json().catch(() => null) : null;
  return (answer as { methods?: Measured } | null)?.methods ?? {};
}
