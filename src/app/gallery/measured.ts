// What the build measured of every method, all on the same head at the same budget.
import { siteUrl } from '../site.ts';

export interface MeasuredMethod {
  readonly sparsity: number;
  readonly recall: number;
  readonly outputError: number;
}

export interface Measured {
  readonly budget: number;
  readonly methods: Readonly<Record<string, MeasuredMethod>>;
}

/** Null where the build has no pictures. */
export async function fetchMeasured(): Promise<Measured | null> {
  const response = await fetch(siteUrl('snapshots/methods.json')).catch(() => null);
  return response?.ok ? ((await response.json().catch(() => null)) as Measured | null) : null;
}
