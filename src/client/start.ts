// Starts the computation: a worker where the page may have one, else the page's own thread. A worker's
// address must be of the page's own origin: from another host it is started through a module in memory.
import workerUrl from '../../workers/compute.ts?worker&url';
import type { Engine } from './host.ts';
import { startInThread } from './in-thread.ts';

const address = new URL(workerUrl, import.meta.url);

/** `src`: the page's own copy of the worker, or a module of its own that imports it. May throw. */
export function startWorker(src: string | null = null): Worker {
  const options = { type: 'module', name: 'atlas-compute' } as const;
  // self.origin is “null” in a sandboxed frame, whatever its address.
  if (src !== null) return new Worker(new URL(src, document.baseURI), options);
  if (address.origin === self.origin) return new Worker(address, options);
  const code = `import ${JSON.stringify(address.href)};`;
  if (self.origin === 'null') {
    // Such a frame may not fetch its own blobs for a worker.
    return new Worker(`data:text/javascript,${encodeURIComponent(code)}`, options);
  }
  const blob = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  const worker = new Worker(blob, options);
  worker.addEventListener('message', () => URL.revokeObjectURL(blob), { once: true });
  return worker;
}

/** Where no worker starts. */
export function startWithoutWorker(): Engine {
  return startInThread(address.href);
}
