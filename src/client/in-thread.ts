// Computation in the page's own thread, for pages that may start no worker: the worker's file, loaded as
// a module, behind a channel. It works in slices of a few milliseconds between which the page goes on.
import type { Engine } from './host.ts';

type Serve = (port: MessagePort) => void;

/** `url`: absolute address of the worker's file. */
export function startInThread(url: string): Engine {
  const { port1, port2 } = new MessageChannel();
  const failures = new EventTarget();
  const of = (type: string): EventTarget => (type === 'error' ? failures : port2);
  load(url).then(
    (serve) => serve(port1),
    () => failures.dispatchEvent(new Event('error')),
  );
  return {
    postMessage: (message, transfer = []) => port2.postMessage(message, transfer),
    addEventListener: (type, ...rest) => of(type).addEventListener(type, ...rest),
    removeEventListener: (type, ...rest) => of(type).removeEventListener(type, ...rest),
    start: () => port2.start(),
    terminate() {
      port1.close();
      port2.close();
    },
  };
}

/** The file has no exports: loaded into a page, it leaves its door under its own address. */
async function load(url: string): Promise<Serve> {
  await import(/* @vite-ignore */ url);
  const serve = (globalThis as unknown as Record<symbol, Serve | undefined>)[Symbol.for(url)];
  if (!serve) throw new Error(`${url} does not serve a page`);
  return serve;
}
