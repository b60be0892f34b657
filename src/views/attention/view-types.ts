// An attention explorer, for its panels.
import type { AttentionTypes } from '../../domains/attention/types.ts';
import type { ExplorerOf } from '../contract.ts';
import type { HeadMore } from './more.svelte.ts';

export type HeadExplorer = ExplorerOf<AttentionTypes, HeadMore>;
