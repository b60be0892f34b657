// onnxruntime-web as the bench uses it: WASM, one thread, loaded from the bench's own server.
import type * as Ort from 'onnxruntime-web';

export type Session = Ort.InferenceSession;

let loading: Promise<typeof Ort> | undefined;

export function runtime(): Promise<typeof Ort> {
  loading ??= load();
  return loading;
}

async function load(): Promise<typeof Ort> {
  const address = new URL('/ort/ort.wasm.min.mjs', location.href).href;
  const ort = (await import(/* @vite-ignore */ address)) as typeof Ort;
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = new URL('/ort/', location.href).href;
  return ort;
}

export async function openSession(model: Uint8Array): Promise<Session> {
  const ort = await runtime();
  return ort.InferenceSession.create(model, {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
  });
}
