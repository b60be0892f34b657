import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { CancelledError, ExpectedError } from '../../../src/core/result.ts';
import { openModel } from '../../../src/model/folder.ts';
import { fetchFolder, type LoadOptions } from '../../../src/model/load.ts';
import { writeSafetensors } from '../../../src/model/safetensors-write.ts';
import { readSafetensors, type RawTensor } from '../../../src/model/safetensors.ts';
import { kernelsOf } from './tiers.ts';
import { bytesOfJson, tinyFolder } from './tiny.ts';

type Answer = (response: ServerResponse, file: Buffer | undefined, name: string) => void;

const kernels = await kernelsOf('typescript');
const folder = tinyFolder();
const total = [...folder.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  vi.unstubAllGlobals();
});

const whole: Answer = (response, file) => {
  if (file) response.writeHead(200, { 'content-length': file.length }).end(file);
  else response.writeHead(404).end('nothing here');
};

/** Serves a folder under /m/, each file answered by `answer`; the base address. */
async function serve(answer: Answer, files: ReadonlyMap<string, ArrayBuffer> = folder) {
  const server = createServer((request, response) => {
    const name = request.url!.replace(/^\/m\//, '');
    const file = files.get(name);
    answer(response, file && Buffer.from(file), name);
  });
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/m`;
}

async function load(base: string, options: LoadOptions = {}) {
  const steps: (readonly [number, number])[] = [];
  const progress = (done: number, end: number): void => void steps.push([done, end]);
  const model = openModel(await fetchFolder(base, { progress, ...options }), kernels);
  return { model, steps };
}

async function message(answer: Answer, files?: ReadonlyMap<string, ArrayBuffer>) {
  const error: unknown = await load(await serve(answer, files)).catch((reason: unknown) => reason);
  if (!(error instanceof ExpectedError)) throw error;
  return `${error.field}: ${error.message}`;
}

function expectProgress(steps: readonly (readonly [number, number])[]): void {
  expect(steps.at(-1)).toEqual([total, total]);
  for (let i = 1; i < steps.length; i++) {
    expect(steps[i]![0]).toBeGreaterThanOrEqual(steps[i - 1]![0]);
    expect(steps[i]![1]).toBeGreaterThanOrEqual(steps[i - 1]![1]);
    expect(steps[i]![0]).toBeLessThanOrEqual(steps[i]![1]);
  }
}

describe('fetchFolder', () => {
  test('opens what openModel opens from the files, with progress to the last byte', async () => {
    const { model, steps } = await load(`${await serve(whole)}/`);
    const { llama, tokenizer } = model;
    expect(tokenizer.encode('the the').pieces).toEqual(['', 'the', ' the']);
    const ids = tokenizer.encode('the tale').ids;
    const here = await openModel(folder, kernels).llama.forward(ids);
    expect((await llama.forward(ids)).logits).toEqual(here.logits);
    expectProgress(steps);
  });

  test.each<[string, Answer]>([
    [
      'no length',
      (response, file, name) => {
        if (file) response.end(file);
        else whole(response, file, name);
      },
    ],
    [
      'packed',
      (response, file) => {
        if (!file) return void response.writeHead(404).end();
        const packed = gzipSync(file);
        const headers = { 'content-encoding': 'gzip', 'content-length': packed.length };
        response.writeHead(200, headers).end(packed);
      },
    ],
  ])('the end of the progress is known from the weights: %s', async (_, answer) => {
    const { steps } = await load(await serve(answer));
    expectProgress(steps);
    const weights = folder.get('model.safetensors')!.byteLength;
    for (const [, end] of steps) expect(end).toBeGreaterThanOrEqual(weights);
  });

  test('opens weights in shards', async () => {
    const files = new Map(folder);
    const file = readSafetensors(files.get('model.safetensors')!);
    files.delete('model.safetensors');
    const shards: Record<string, RawTensor>[] = [{}, {}];
    file.names.forEach((name, i) => (shards[i % 2]![name] = file.tensor(name)));
    shards.forEach((shard, i) => files.set(`part-${i}.safetensors`, writeSafetensors(shard)));
    const weight_map = Object.fromEntries(
      file.names.map((name, i) => [name, `part-${i % 2}.safetensors`]),
    );
    files.set('model.safetensors.index.json', bytesOfJson({ weight_map }));
    const { model } = await load(await serve(whole, files));
    const forward = await model.llama.forward([0, 1, 2]);
    const one = await openModel(folder, kernels).llama.forward([0, 1, 2]);
    expect(forward.logits).toEqual(one.logits);

    files.set(
      'model.safetensors.index.json',
      bytesOfJson({ weight_map: { w: '../x.safetensors' } }),
    );
    expect(await message(whole, files)).toContain('names the file "../x.safetensors"');
  });

  test('says what is missing, broken or in the way', async () => {
    const without = (name: string) => new Map([...folder].filter(([file]) => file !== name));
    expect(await message(whole, without('config.json'))).toMatch(
      /^config.json: there is no config.json at http.*\/m\/config.json \(status 404\)/,
    );
    expect(await message(whole, without('model.safetensors'))).toMatch(
      /^model.safetensors: there is no model.safetensors/,
    );
    const page: Answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>');
    };
    expect(await message(page)).toContain('the server sent a web page instead');
    const plain: Answer = (response) => void response.end(' <html></html>');
    expect(await message(plain)).toContain('config.json is a web page, not JSON');
    const failing: Answer = (response) => void response.writeHead(503).end();
    expect(await message(failing)).toMatch(/the server refused .* \(status 503\)/);
  });

  test('a connection that breaks says how far it came', async () => {
    const breaking: Answer = (response, file, name) => {
      if (name !== 'model.safetensors') return whole(response, file, name);
      response.writeHead(200, { 'content-length': file!.length });
      response.write(file!.subarray(0, 1000), () => setTimeout(() => response.destroy(), 50));
    };
    const length = folder.get('model.safetensors')!.byteLength;
    expect(await message(breaking)).toContain(`broke after 1000 of ${length} bytes; try again`);
  });

  test('without a network: says so, or opens the kept copy', async () => {
    const base = await serve(whole);
    vi.stubGlobal('caches', storage());
    await load(base);
    servers[0]!.closeAllConnections();
    await new Promise((closed) => servers.pop()!.close(closed));
    expectProgress((await load(base)).steps);
    vi.unstubAllGlobals();
    await expect(load(base)).rejects.toThrow('could not reach');
  });

  test('cancelling throws and ends the download', async () => {
    const stop = new AbortController();
    const base = await serve((response, file, name) => {
      if (name !== 'model.safetensors') return whole(response, file, name);
      response.writeHead(200, { 'content-length': file!.length });
      response.write(file!.subarray(0, 1000), () => stop.abort());
    });
    await expect(load(base, { signal: stop.signal })).rejects.toThrow(CancelledError);
  });
});

describe('openModel', () => {
  const change = (name: string, file: ArrayBuffer) => new Map(folder).set(name, file);

  test('names the file that is missing or broken', () => {
    expect(() => openModel(new Map(), kernels)).toThrow('no config.json; it has nothing');
    const files = new Map(folder);
    files.delete('model.safetensors');
    expect(() => openModel(files, kernels)).toThrow(
      'no model.safetensors; it has config.json, tokenizer.json',
    );
    const text = new TextEncoder().encode('{"model_type": ').buffer;
    expect(() => openModel(change('config.json', text), kernels)).toThrow(
      'config.json is not JSON',
    );
    const cut = folder.get('model.safetensors')!.slice(0, -8);
    expect(() => openModel(change('model.safetensors', cut), kernels)).toThrow(
      'of the data, which',
    );
  });

  test('a tokenizer with more ids than the model is refused', () => {
    const files = tinyFolder({ vocab_size: 200 });
    expect(() => openModel(files, kernels)).toThrow(
      'tokenizer.json has ids up to 259, but the model has 200 tokens',
    );
  });
});

/** What a browser keeps, as far as it is used here. */
function storage() {
  const kept = new Map<string, Response>();
  return {
    open: async () => ({
      match: async (url: string) => kept.get(url)?.clone(),
      put: async (url: string, response: Response) => void kept.set(url, response),
    }),
  };
}
