// What the tools know of each domain: its contract's type, and subjects' sizes to probe `atBudget` with.
import type { DomainId } from '../../src/core/method.ts';
import type { AttentionShape } from '../../src/methods/attention.ts';

export interface DomainTools {
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

export const domains: Readonly<Record<DomainId, DomainTools>> = {
  attention: { methodType: 'AttentionMethod', shapes: attentionShapes },
  weights: { methodType: 'WeightsMethod', shapes: [] },
};

export const domainIds = Object.keys(domains) as readonly DomainId[];

/** Ids and file names: lower-case words joined by single hyphens. */
export const ID_PATTERN = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
