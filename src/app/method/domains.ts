// What a method's page needs of its domain; the figure itself comes when the page knows which.
import type { Component } from 'svelte';
import type { FullClient } from '../../client/weights.ts';
import type { CatalogueEntry, DomainId } from '../../core/method.ts';
import type { Held } from './player.svelte.ts';

export interface WorkProps {
  readonly client: FullClient;
  readonly entry: CatalogueEntry;
  readonly held: Held;
}

export interface MethodDomain {
  /** The method at work. */
  work(): Promise<Component<WorkProps>>;
  /** The page that goes on where this one ends. */
  readonly home: { readonly file: string; readonly label: string };
  /** What of a link's figure the page may not hold. */
  readonly elsewhere: string;
}

export const DOMAINS: Readonly<Record<DomainId, MethodDomain>> = {
  attention: {
    work: async () => (await import('./attention/HeadWork.svelte')).default,
    home: { file: '', label: 'Open in the explorer' },
    elsewhere: 'head or text',
  },
  weights: {
    work: async () => (await import('./weights/MatrixWork.svelte')).default,
    home: { file: 'weights.html', label: 'Open in the weights page' },
    elsewhere: 'matrix or text',
  },
};
