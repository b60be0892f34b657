// A head of the page's own in place of a snapshot; what checks it is loaded with the first one.
import type { OwnHead } from '../../workers/api.ts';
import { ExpectedError } from '../core/result.ts';
import type { FigureSpec } from '../core/spec.ts';
import type { Wish } from './contract.ts';

/** Null where the page has set none. Rejects with an ExpectedError that says what is wrong with them. */
export async function ownHead({ tensors }: Wish): Promise<OwnHead | null> {
  if (tensors === null || tensors === undefined) return null;
  const { ownHeadOf } = await import('./tensors.ts');
  return ownHeadOf(tensors);
}

/** Their part of the figure's spec. */
export function ownPart(
  { model, text, tokens }: OwnHead,
  { domain }: FigureSpec,
): Partial<FigureSpec> {
  if (domain !== 'attention') {
    throw new ExpectedError('tensors', 'tensors are of a head of attention: choose its method');
  }
  return { model, text: { kind: 'own', text }, tokens, subject: { layer: 0, head: 0 } };
}
