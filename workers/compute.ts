// The compute worker. What it can do is said in api.ts. On a page that may start no worker the same file
// runs in the page's own thread and serves whoever asks for it by its address (src/client/in-thread.ts).
import { expose } from 'comlink';
import { loadKernels } from '../src/kernels/index.ts';
import { createSession } from './session.ts';

// Every request needs them: they come while the page still fetches what it will ask about.
const kernels = loadKernels();

/** Tells the page in a message of its own when the thread is about to be silent for good reason. */
const serve = (port?: MessagePort): void => {
  const door = port ?? (globalThis as unknown as MessagePort);
  const pulse = (quiet: boolean): void => door.postMessage({ quiet });
  expose(createSession({ kernels: () => kernels, pulse }).api, port);
};

if (typeof WorkerGlobalScope !== 'undefined') serve();
else Object.assign(globalThis, { [Symbol.for(import.meta.url)]: serve });
