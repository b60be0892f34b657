// What a method's page needs of its domain; the figure itself comes after the page.
import type { Component } from 'svelte';
import type { FullClient } from '../../client/weights.ts';
import type { CatalogueEntry } from '../../core/method.ts';
import type { Methods } from '../../kit/methods.ts';
import type { Held } from '../../kit/player.svelte.ts';

export interface WorkProps {
  readonly client: FullClient;
  readonly entry: CatalogueEntry;
  readonly held: Held;
}

export interface MethodDomain {
  readonly methods: Methods;
  /** The method at work. */
  work(): Promise<Component<WorkProps>>;
  /** The page that goes on where this one ends. */
  readonly home: { readonly file: string; readonly label: string };
  /** What of a link's figure the page may not hold. */
  readonly elsewhere: string;
}
