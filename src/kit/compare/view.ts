// What the page that compares must know of a domain.
import type { Component } from 'svelte';
import type { DomainTypes } from '../../../workers/api.ts';
import type { CompareBasis } from './basis.ts';
import type { Comparison } from './compare.svelte.ts';

type Section<P extends object> = Component<P>;

export interface CompareView<T extends DomainTypes = DomainTypes> extends CompareBasis<T> {
  /** Below the trade-off. */
  readonly sections: readonly Section<{ comparison: Comparison<T> }>[];
  /** Below those: of the domain, whatever is compared. */
  readonly general: readonly Section<Record<string, never>>[];
}
