// A stretch of work in which a thread cannot answer.

/** Tells whoever watches this thread that it will be silent meanwhile. */
export function quietly<V>(pulse: (quiet: boolean) => void, work: () => V): V {
  pulse(true);
  try {
    return work();
  } finally {
    pulse(false);
  }
}
