// What a page would weigh with more methods: it starts with a list of them, and with where to find the
// details of each.
import { gzipSync } from 'node:zlib';
import type { MethodListing } from '../../src/core/method.ts';

/** As the build writes one: a name with a hash, which does not pack. */
const loaderOf = ({ id }: MethodListing, i: number): string =>
  `"${id}":()=>r(()=>import("./${id}.generated-${hash(i)}.js"),[],import.meta.url),`;

/** Bytes after gzip of the list and of the addresses of details, per method. */
export function bytesPerMethod(listings: readonly MethodListing[]): number {
  const text = JSON.stringify(listings) + listings.map(loaderOf).join('');
  return gzipSync(text, { level: 9 }).length / listings.length;
}

/**
 * Bytes after gzip that a page's `scripts` would gain if the list in them were one of `many` methods; none
 * where they hold no list.
 */
export function growthTo(
  many: number,
  scripts: string,
  listings: readonly MethodListing[],
): number {
  const listed = listings.filter(({ summary }) => scripts.includes(summary)).length;
  return listed === 0 ? 0 : Math.max(0, many - listed) * bytesPerMethod(listings);
}

/** Eight characters of which none follows from the others. */
function hash(i: number): string {
  const mixed = Math.imul(i + 1, 0x9e3779b1) >>> 0;
  return mixed.toString(36).padStart(4, '0').slice(-4) + (mixed * 7919).toString(36).slice(-4);
}
