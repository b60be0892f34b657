// Compute workers that live in the test: the real protocol over a real channel, answers made up.
import * as Comlink from 'comlink';
import { succeed } from '../../../src/core/result.ts';
import type { AttentionTypes } from '../../../src/domains/attention/types.ts';
import type { ComputeApi, FigureReply, ModelReply } from '../../../workers/api.ts';

export const MODEL: ModelReply = {
  name: 'atlas-3m',
  layers: 6,
  heads: 6,
  kvHeads: 6,
  headDim: 32,
  maxTokens: 2048,
  parameters: 3_000_000,
  tier: 'typescript',
};

/** A figure whose only telling number is its first row's recall. */
export function figureOf(mark: number): FigureReply<AttentionTypes> {
  return {
    metrics: {
      keptPairs: 1,
      causalPairs: 1,
      sparsity: 0,
      recall: 1,
      recallLastQuarter: 1,
      outputError: 0,
      tileDensity: { 16: 1, 32: 1, 64: 1 },
      idealFlops: 1,
      kernelFlops: 1,
      estimationFlops: 0,
      denseFlops: 1,
      kvBytesPerStep: null,
      kvBytesPerStepDense: 1,
    },
    params: {},
    mask: new ArrayBuffer(4),
    frames: [],
    rowRecall: Float32Array.of(mark),
    rowError: Float32Array.of(0),
    stages: [],
    ...{ warnings: [], missed: null },
    tier: 'typescript',
    exact: true,
    elapsed: 0,
    picture: null,
  };
}

export interface FakeWorker {
  readonly worker: Worker;
  /** What was called, e.g. 'figure', 'cancel figure main'. */
  readonly calls: string[];
  /** As if the worker's script threw. */
  breakDown(): void;
  /** No message passes any more, as with an endless loop. */
  freeze(): void;
  /** Tells that it will be silent, or is so no more. */
  pulse(quiet: boolean): void;
  terminated: boolean;
}

/** A worker that opens the model at once and answers the given calls. */
export function fakeWorker(answers: Partial<ComputeApi> = {}): FakeWorker {
  const { port1, port2 } = new MessageChannel();
  const errors = new EventTarget();
  const calls: string[] = [];
  const api: Partial<ComputeApi> = {
    ping: () => true,
    model: () => Promise.resolve(succeed(MODEL)),
    files: () => Promise.resolve({ 'config.json': new ArrayBuffer(2) }),
    cancel: () => {},
    ...answers,
  };
  const logged = Object.fromEntries(
    Object.entries(api).map(([name, answer]) => [
      name,
      (...args: unknown[]): unknown => {
        if (name === 'cancel') calls.push(`cancel ${String(args[0])}`);
        else if (name === 'model') {
          calls.push((args[0] as { files?: unknown }).files ? 'model with files' : 'model');
        } else if (name !== 'ping') calls.push(name);
        return (answer as (...args: unknown[]) => unknown)(...args);
      },
    ]),
  );
  Comlink.expose(logged, port2);
  const worker = {
    postMessage: port1.postMessage.bind(port1),
    addEventListener(type: string, listener: EventListener): void {
      (type === 'message' ? port1 : errors).addEventListener(type, listener);
    },
    removeEventListener(type: string, listener: EventListener): void {
      (type === 'message' ? port1 : errors).removeEventListener(type, listener);
    },
    start: () => port1.start(),
    terminate(): void {
      fake.terminated = true;
      port1.close();
      port2.close();
    },
  };
  const fake: FakeWorker = {
    worker: worker as unknown as Worker,
    calls,
    breakDown: () => errors.dispatchEvent(Object.assign(new Event('error'), { message: 'boom' })),
    freeze: () => port2.close(),
    pulse: (quiet) => port2.postMessage({ quiet }),
    terminated: false,
  };
  return fake;
}

/** A promise to be settled from outside. */
export function gate<T>(): { promise: Promise<T>; open: (value: T) => void } {
  let open!: (value: T) => void;
  const promise = new Promise<T>((resolve) => (open = resolve));
  return { promise, open };
}

/** Waits until something holds; fails with the test's own timeout. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}
