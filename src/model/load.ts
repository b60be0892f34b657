// Downloads a model folder, with progress in bytes whose end is known: from the weight file's own
// header where the server does not say. Failures are told in words a person can act on.
import { CancelledError, ExpectedError } from '../core/result.ts';
import { CONFIG, TOKENIZER, WEIGHTS } from './folder.ts';
import { keep, recall } from './offline.ts';
import { safetensorsLength } from './safetensors-header.ts';
import { INDEX, shardsOf } from './shards.ts';

/** A weight file that has not said its length by then does not say it. */
const MAX_PROBE = 1 << 22;

export interface LoadOptions {
  /** Bytes so far and in all. Called once the end is known; neither number ever falls. */
  readonly progress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The files of the model at `baseUrl`, ready for `openModel`. Throws an ExpectedError naming the file
 * that failed and why (offline, not found, a web page instead of a file, broken off), and a
 * CancelledError once the signal is raised.
 */
export async function fetchFolder(
  baseUrl: string,
  options: LoadOptions = {},
): Promise<ReadonlyMap<string, ArrayBuffer>> {
  const meter = new Meter(options.progress);
  const stop = new AbortController();
  const onAbort = (): void => stop.abort();
  if (options.signal?.aborted) onAbort();
  options.signal?.addEventListener('abort', onAbort);
  const get = async (name: string): Promise<[string, ArrayBuffer]> => {
    const url = `${baseUrl.replace(/\/*$/, '/')}${name}`;
    return [name, await download(name, url, meter, stop.signal)];
  };
  try {
    const files = await Promise.all([get(CONFIG), get(TOKENIZER), getWeights(get, meter)]);
    return new Map([files[0], files[1], ...files[2]]);
  } catch (error) {
    stop.abort(); // one file that fails ends the others
    throw options.signal?.aborted ? new CancelledError() : error;
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
  }
}

type Get = (name: string) => Promise<[string, ArrayBuffer]>;

/** The weights in one file or, where there is none, the index and its shards. */
async function getWeights(get: Get, meter: Meter): Promise<[string, ArrayBuffer][]> {
  try {
    return [await get(WEIGHTS)];
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    const index = await get(INDEX).catch((second: unknown) => {
      throw second instanceof NotFound ? error : second;
    });
    const shards = shardsOf(index[1]);
    meter.expectFiles(shards);
    return [index, ...(await Promise.all(shards.map(get)))];
  }
}

/** A file that the server does not have. */
class NotFound extends ExpectedError {}

async function download(
  name: string,
  url: string,
  meter: Meter,
  signal: AbortSignal,
): Promise<ArrayBuffer> {
  const { response, fresh } = await request(name, url, signal);
  if (response.status === 404 || response.status === 410) {
    throw new NotFound(name, `there is no ${name} at ${url} (status ${response.status})`);
  }
  if (!response.ok) {
    throw new ExpectedError(name, `the server refused ${url} (status ${response.status})`);
  }
  if (response.headers.get('content-type')?.startsWith('text/html')) {
    // Servers of single-page apps answer every unknown address with their page.
    throw new NotFound(name, `there is no ${name} at ${url}: the server sent a web page instead`);
  }
  const bytes = await readBody(name, url, response, meter);
  if (fresh) await keep(url, response, bytes);
  return bytes;
}

async function request(
  name: string,
  url: string,
  signal: AbortSignal,
): Promise<{ response: Response; fresh: boolean }> {
  try {
    return { response: await fetch(url, { signal, priority: 'low' }), fresh: true };
  } catch (error) {
    if (signal.aborted) throw error;
    const copy = await recall(url);
    if (copy) return { response: copy, fresh: false };
    const reason = (error as Error).message;
    throw new ExpectedError(
      name,
      `could not reach ${url} (${reason}); check the connection, then try again`,
    );
  }
}

async function readBody(
  name: string,
  url: string,
  response: Response,
  meter: Meter,
): Promise<ArrayBuffer> {
  // With an encoding the length is that of the packed bytes, which is not what arrives here.
  const packed = (response.headers.get('content-encoding') ?? 'identity') !== 'identity';
  let total = packed ? null : Number(response.headers.get('content-length')) || null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  if (!reader) return response.arrayBuffer();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      length += value.length;
      if (total === null && length < MAX_PROBE && name.endsWith('.safetensors')) {
        total = lengthFrom(chunks);
      }
      meter.report(name, length, total);
    }
  } catch (error) {
    const far = total === null ? `${length} bytes` : `${length} of ${total} bytes`;
    const message = `the connection to ${url} broke after ${far}; try again`;
    throw new ExpectedError(name, `${message} (${(error as Error).message})`);
  }
  meter.report(name, length, length);
  return join(chunks, length);
}

/** The length that the weight file itself announces, once its header has arrived. */
function lengthFrom(chunks: readonly Uint8Array[]): number | null {
  try {
    return safetensorsLength(
      join(
        chunks,
        chunks.reduce((sum, { length }) => sum + length, 0),
      ),
    );
  } catch {
    return null; // broken: said when the whole is opened
  }
}

function join(chunks: readonly Uint8Array[], length: number): ArrayBuffer {
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all.buffer;
}

/** Adds up the files' bytes; silent until the size of every weight file is known. */
class Meter {
  readonly #progress: LoadOptions['progress'];
  readonly #files = new Map<string, { done: number; total: number | null }>();
  #expected: readonly string[] = [WEIGHTS];
  #reached = 0;
  #end = 0;

  constructor(progress: LoadOptions['progress']) {
    this.#progress = progress;
  }

  expectFiles(names: readonly string[]): void {
    this.#expected = names;
  }

  report(name: string, done: number, total: number | null): void {
    this.#files.set(name, { done, total });
    if (this.#expected.some((file) => (this.#files.get(file)?.total ?? null) === null)) return;
    let sum = 0;
    let end = 0;
    for (const file of this.#files.values()) {
      sum += file.done;
      end += Math.max(file.total ?? 0, file.done);
    }
    this.#reached = Math.max(this.#reached, sum);
    this.#end = Math.max(this.#end, end);
    this.#progress?.(this.#reached, this.#end);
  }
}
