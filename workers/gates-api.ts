// Types of the worker's interface for training a gate, and nothing else.
import type { Result } from '../src/core/result.ts';
import type { GateFrame } from '../src/domains/attention/gate-training.ts';
import type { Each, SiteRequest, Ticket } from './api.ts';

export type { GateFrame };

export interface GateRequest extends SiteRequest {
  /** Tokens per block. */
  readonly block: number;
  /** Steps of training. */
  readonly steps: number;
}

/** What the gate is to learn; comes before the first frame. */
export interface GateStart {
  readonly kind: 'start';
  /** Blocks. */
  readonly nb: number;
  /** Tile maxima of dense attention, rows of sum 1: nb × nb. */
  readonly target: Float32Array<ArrayBuffer>;
  /** KL on this text of the gate that came with the model, nats per block row; null where none came. */
  readonly shipped: number | null;
}

/** A recorded step. */
export interface GateStep extends GateFrame {
  readonly kind: 'step';
}

export type GatePart = GateStart | GateStep;

export interface GateApi {
  /** Trains a fresh gate for one head on the text, from the same first weights every time. */
  trainGate(ticket: Ticket, request: GateRequest, each: Each<GatePart>): Promise<Result<null>>;
}
