// A weights explorer, for its panels.
import type { WeightTypes } from '../../domains/weights/types.ts';
import type { ExplorerOf } from '../contract.ts';
import type { MatrixMore } from './more.svelte.ts';

export type MatrixExplorer = ExplorerOf<WeightTypes, MatrixMore>;
