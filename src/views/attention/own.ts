// Arrays that a page hands over, checked: a head of the page's own.
import type { OwnTensors } from '../../../workers/api.ts';
import { kindOf } from '../../core/numbers.ts';
import { OWN_MODEL } from '../../core/own-tensors.ts';
import { readMatrix } from '../../core/read-tensor.ts';
import { ExpectedError } from '../../core/result.ts';
import { isRecord } from '../../core/spec-parts.ts';
import { count } from '../../figure/format.ts';
import { nearestName } from '../../core/nearest.ts';

/** What stands for maps of n × n numbers in a page's memory. */
const LARGEST = 8192;
const NAMES = ['n', 'd', 'q', 'k', 'v', 'pieces'];

/** Throws an ExpectedError that names the array, what was expected of it and what was found. */
export default function ownHead(given: unknown): OwnTensors {
  if (!isRecord(given)) refuse('', `must be { n, d, q, k, v }, got ${kindOf(given)}`);
  const unknown = Object.keys(given).find((name) => !NAMES.includes(name));
  if (unknown !== undefined) {
    const near = nearestName(unknown, NAMES);
    const known = near === null ? `there are ${NAMES.join(', ')}` : `did you mean ${near}?`;
    refuse(`.${unknown}`, `is not known; ${known}`);
  }
  const [n, d] = [sizeOf(given, 'n', LARGEST), sizeOf(given, 'd', 1024)];
  const part = (name: 'q' | 'k' | 'v'): Float32Array =>
    readMatrix({ name: `tensors.${name}`, field: 'tensors' }, given[name], [n, d], 'n·d').data;
  const [q, k, v] = [part('q'), part('k'), part('v')];
  const pieces = piecesOf(given['pieces'], n);
  const text = `tensors ${markOf([q, k, v])}`;
  const subject = { layer: 0, head: 0 };
  return {
    site: { domain: 'attention', kind: 'head', model: OWN_MODEL, text, tokens: n, subject },
    sizes: { n, d },
    arrays: { q, k, v },
    pieces,
  };
}

function refuse(name: string, why: string): never {
  throw new ExpectedError('tensors', `tensors${name} ${why}`);
}

function sizeOf(given: Record<string, unknown>, name: string, largest: number): number {
  const value = given[name];
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= largest) {
    return value;
  }
  const what = name === 'n' ? 'tokens' : 'dimensions of a head';
  return refuse(
    `.${name}`,
    `must be the number of ${what}, 1 to ${count(largest)}, got ${kindOf(value)}`,
  );
}

function piecesOf(pieces: unknown, n: number): readonly string[] {
  if (pieces === undefined || pieces === null) return [];
  const strings = Array.isArray(pieces) ? pieces.filter((each) => typeof each === 'string') : [];
  if (Array.isArray(pieces) && pieces.length === n && strings.length === n) return strings;
  const found = Array.isArray(pieces)
    ? `${pieces.length}, ${strings.length} of them strings`
    : kindOf(pieces);
  return refuse('.pieces', `must be ${count(n)} strings, one per token, got ${found}`);
}

/** 32-bit FNV-1a over the bits of all numbers: the same tensors have the same mark. */
function markOf(arrays: readonly Float32Array[]): string {
  let hash = 0x811c9dc5;
  for (const array of arrays) {
    const words = new Uint32Array(array.slice().buffer);
    for (const word of words) hash = Math.imul(hash ^ word, 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
