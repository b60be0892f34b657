// Weights and activations so large or small that their squares leave 32-bit floats: refused once for all
// methods, before scores become infinite or all 0 and a mask is chosen by nothing.
import { ExpectedError } from '../../core/result.ts';
import type { Matrix } from '../../core/tensor.ts';

/** Powers of two that the largest entry may lie from 1, and that of weight times activation: about 7e16. */
const REACH = 56;

/** A tensor as its owner calls it; one matrix a sequence. */
export interface Part {
  readonly name: string;
  readonly matrices: readonly Matrix[];
}

/** Throws an ExpectedError that names the tensor. What is all 0 is fine. */
export function refuseExtremes(weight: Part, inputs: readonly Part[]): void {
  const most = largestOf(weight);
  refuseBeyond(weight.name, most, `the largest entry of ${weight.name} is ${show(most)}`);
  for (const part of inputs) {
    const largest = largestOf(part);
    const { name } = part;
    refuseBeyond(name, largest, `the largest entry of ${name} is ${show(largest)}`);
    const both = `the largest entries of ${weight.name} and ${name}, ${show(most)} and ${show(largest)}, make ${show(most * largest)}`;
    refuseBeyond(name, most * largest, both);
  }
}

function refuseBeyond(field: string, size: number, what: string): void {
  if (size === 0 || (size >= 2 ** -REACH && size <= 2 ** REACH)) return;
  const way = size > 1 ? 'down' : 'up';
  const limit = show(2 ** (size > 1 ? REACH : -REACH));
  throw new ExpectedError(
    field,
    `${what}, and squares of what lies beyond ${limit} leave 32-bit floats: scale ${field} ${way}`,
  );
}

function largestOf({ matrices }: Part): number {
  let largest = 0;
  for (const { data } of matrices) {
    for (const value of data) largest = Math.max(largest, Math.abs(value));
  }
  return largest;
}

function show(value: number): string {
  return value >= 1e6 ? value.toExponential(1) : String(Number(value.toPrecision(2)));
}
