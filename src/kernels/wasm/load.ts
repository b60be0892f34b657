// Gets the module's bytes, in a browser or in Node, and makes kernels of them.
import type { Kernels } from '../contract.ts';
import { Arena } from './arena.ts';
import { createAttention } from './attention.ts';
import type { Engine, WasmExports } from './exports.ts';
import { createLayers } from './layers.ts';
import { createPaint } from './paint.ts';
import { createSelect } from './select.ts';

export type WasmTier = Exclude<Kernels['tier'], 'typescript'>;

const addresses: Record<WasmTier, () => URL> = {
  'relaxed-simd': () => new URL('./build/kernels-relaxed.wasm', import.meta.url),
  simd: () => new URL('./build/kernels-simd.wasm', import.meta.url),
};

const PACES: Record<WasmTier, number> = { 'relaxed-simd': 2e7, simd: 1.5e7 };

/** Fetches and compiles a tier. Throws where the file is missing or the engine refuses it. */
export async function loadWasm(tier: WasmTier): Promise<Kernels> {
  return instantiate(tier, await compile(addresses[tier]()));
}

async function instantiate(tier: WasmTier, module: WebAssembly.Module): Promise<Kernels> {
  const instance = await WebAssembly.instantiate(module, {
    env: {
      abort() {
        throw new Error('the kernels aborted');
      },
    },
  });
  const wasm = instance.exports as unknown as WasmExports;
  const engine: Engine = { wasm, arena: new Arena(wasm.memory, wasm.heapBase.value) };
  return {
    tier,
    pace: PACES[tier],
    ...createAttention(engine),
    ...createLayers(engine),
    ...createSelect(engine),
    ...createPaint(engine),
  };
}

async function compile(address: URL): Promise<WebAssembly.Module> {
  if (address.protocol === 'file:') return WebAssembly.compile(await readFile(address));
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address.href} answered ${response.status}`);
  // Some servers send .wasm with another type, which streaming compilation refuses.
  return response.headers.get('content-type')?.startsWith('application/wasm')
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

/** The part of Node that reads files, asked for without an import that bundlers would follow. */
interface NodeProcess {
  getBuiltinModule?(name: 'node:fs/promises'): {
    readFile(path: URL): Promise<Uint8Array<ArrayBuffer>>;
  };
}

function readFile(address: URL): Promise<Uint8Array<ArrayBuffer>> {
  const { process } = globalThis as { process?: NodeProcess };
  const fs = process?.getBuiltinModule?.('node:fs/promises');
  if (!fs) throw new Error(`${address.href} cannot be read outside Node`);
  return fs.readFile(address);
}
