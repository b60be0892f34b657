// Work that follows a part of the state.
import { untrack } from 'svelte';

/**
 * Runs `work` anew whenever `key` changes to something not empty, and aborts what the old key started.
 * To be called while a component is set up.
 */
export function job(
  key: () => string | false | null | undefined,
  work: (signal: AbortSignal) => void | Promise<void>,
): void {
  // What the key is read from changes more often than the key.
  const now = $derived.by(key);
  $effect(() => {
    if (!now) return;
    const abort = new AbortController();
    untrack(() => void work(abort.signal));
    return () => abort.abort();
  });
}
