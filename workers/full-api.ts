// The whole of the compute worker's interface: every domain's part together. Types only.
import type { ComputeApi } from './api.ts';
import type { GateApi } from './gates-api.ts';
import type { WeightApi } from './weights-api.ts';

export interface FullApi extends ComputeApi, GateApi, WeightApi {}
