// Parts of a figure that are loaded when they are first wanted: nothing that comes before waits for them.

/** Call where effects can be made. What fails to load is tried again when it is wanted anew or the network is back. */
export function late<T>(
  wanted: () => boolean,
  load: () => Promise<{ readonly default: T }>,
): { readonly part: T | null } {
  let part: T | null = $state.raw(null);
  let tries = $state(0);
  const again = (): unknown => tries++;
  $effect(() => {
    void tries;
    if (part || !wanted()) return;
    load().then(
      (loaded) => (part = loaded.default),
      () => addEventListener('online', again, { once: true }),
    );
  });
  $effect(() => () => removeEventListener('online', again));
  return {
    get part() {
      return part;
    },
  };
}
