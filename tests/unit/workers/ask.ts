// What tests of the worker's inside share: a session on a tiny random model, and calls typed by domain.
import type { Result } from '../../../src/core/result.ts';
import { typescriptKernels } from '../../../src/kernels/ts.ts';
import type {
  Asked,
  ComputeApi,
  CostPoint,
  CurvePoint,
  DomainTypes,
  Each,
  FigureReply,
  FigureRequest,
  NeedleOrder,
  Progress,
  Sweep,
  Ticket,
} from '../../../workers/api.ts';
import { createSession, type Session } from '../../../workers/session.ts';
import { tinyFolder } from '../model/tiny.ts';

export const TEXT =
  'the cat sat on the mat and the other cat sat on the other mat, then both slept';

/** The worker's interface with a domain's types in place. */
export interface ApiOf<T extends DomainTypes> extends Omit<
  ComputeApi,
  'figure' | 'row' | 'survey' | 'curve' | 'cost' | 'costAt'
> {
  figure(ticket: Ticket, request: FigureRequest): Promise<Result<FigureReply<T>>>;
  row(ticket: Ticket, request: Asked, row: number): Promise<Result<T['row']>>;
  survey(
    ticket: Ticket,
    request: Asked,
    each: Each<T['survey']>,
    progress: Progress,
  ): Promise<Result<null>>;
  curve(ticket: Ticket, request: Sweep, each: Each<CurvePoint<T>>): Promise<Result<null>>;
  cost(
    ticket: Ticket,
    request: Sweep,
    needles: NeedleOrder,
    each: Each<CostPoint<T>>,
    progress: Progress,
  ): Promise<Result<null>>;
  costAt(
    ticket: Ticket,
    request: Asked,
    each: Each<T['survey']>,
    progress: Progress,
  ): Promise<Result<T['cost']>>;
}

export const apiOf = <T extends DomainTypes>(api: ComputeApi): ApiOf<T> =>
  api as unknown as ApiOf<T>;

let sequence = 0;
export const ticket = (key = 'test'): Ticket => ({ key, sequence: ++sequence });

export const ignore = (): void => {};

export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.field}: ${result.message}`);
  return result.value;
}

/** A session of its own on the readable kernels: nothing is open yet. */
export const startSession = (): Session =>
  createSession({ kernels: () => Promise.resolve(typescriptKernels) });

/** Opens the tiny model as `tiny`; its tables would lie at `http://x/tiny/`. */
export async function openTiny(
  api: Pick<ComputeApi, 'model'>,
  folder: ReadonlyMap<string, ArrayBuffer> = tinyFolder(),
): ReturnType<ComputeApi['model']> {
  const files = Object.fromEntries(folder);
  return api.model({ name: 'tiny', baseUrl: 'http://x/tiny/', files }, ignore);
}

/** A session of its own with the tiny model open. */
export async function tinySession(): Promise<Session> {
  const session = startSession();
  must(await openTiny(session.api));
  return session;
}

/** Parts of a long answer, as they come. */
export async function partsOf<P>(
  ask: (each: (part: P) => void) => Promise<Result<unknown>>,
): Promise<P[]> {
  const parts: P[] = [];
  must(await ask((part) => parts.push(part)));
  return parts;
}
