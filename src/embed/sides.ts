// The sides that there are, each loaded with the first figure of its domain.
import type { DomainId } from '../core/method.ts';
import type { Side } from './side.ts';

const SIDES: Readonly<Record<DomainId, () => Promise<{ readonly side: Side }>>> = {
  attention: () => import('./attention/side.ts'),
  weights: () => import('./weights/side.ts'),
};

export async function sideOf(domain: DomainId): Promise<Side> {
  return (await SIDES[domain]()).side;
}
