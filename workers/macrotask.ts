// A turn of the event loop, so that messages which have arrived are heard. A message to oneself does it
// at once: timers wait 4 ms when nested, and `scheduler.yield` resumes before the messages. Node, which
// reads up to a thousand messages of one port before it looks at the others, has `setImmediate`.

type Immediate = (callback: () => void) => void;
const { setImmediate } = globalThis as { setImmediate?: Immediate };

const waiting: (() => void)[] = [];
let port: MessagePort | null = null;

/** Resolves after the messages that have arrived by now. */
export function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    if (setImmediate) return setImmediate(resolve);
    waiting.push(resolve);
    port ??= open();
    port.postMessage(null);
  });
}

function open(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => waiting.shift()?.();
  return port2;
}
