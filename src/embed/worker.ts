// Starts compute workers for figures on pages of other hosts, where a worker's address must be of the
// page's own origin: by the address itself where it is, else through a module in memory that imports it.
import workerUrl from '../../workers/compute.ts?worker&url';

/** `src`: the host's own copy of the worker, or a module of its own that imports it. */
export function startWorker(src: string | null): Worker {
  const address = new URL(src ?? workerUrl, src === null ? import.meta.url : document.baseURI);
  // self.origin is “null” in a sandboxed frame, whatever its address.
  const direct = src !== null || address.origin === self.origin;
  const options = { type: 'module', name: 'atlas-compute' } as const;
  if (direct) return new Worker(address, options);
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
