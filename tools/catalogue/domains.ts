// What the tools know of each domain: its contract's type, and subjects' sizes to probe `atBudget` with.
import type { DomainId } from '../../src/core/method.ts';
import type { AttentionShape } from '../../src/methods/attention.ts';
import type { WeightShape } from '../../src/methods/weights.ts';

export interface DomainTools {
  /** Heading of the domain's methods in the README. */
  readonly title: string;
  /** Type that the domain's contract, `src/methods/<domain>.ts`, exports for its methods. */
  readonly methodType: string;
  /** Sizes as `atBudget` gets them. */
  readonly shapes: readonly object[];
}

const attentionShapes: readonly AttentionShape[] = [
  { n: 64, d: 32, layers: 6, heads: 6 },
  { n: 512, d: 32, layers: 6, heads: 6 },
  { n: 4096, d: 128, layers: 32, heads: 32 },
];

const weightShapes: readonly WeightShape[] = [
  { out: 192, in: 192, layers: 6, heads: 6, kvHeads: 6 },
  { out: 192, in: 512, layers: 6, heads: 6, kvHeads: 6 },
  { out: 4, in: 6, layers: 1, heads: 1, kvHeads: 1 },
];

export const domains: Readonly<Record<DomainId, DomainTools>> = {
  attention: { title: 'Attention', methodType: 'AttentionMethod', shapes: attentionShapes },
  weights: { title: 'Weights', methodType: 'WeightMethod', shapes: weightShapes },
};

export const domainIds = Object.keys(domains) as readonly DomainId[];

/** Ids and file names: lower-case words joined by single hyphens. */
export const ID_PATTERN = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
