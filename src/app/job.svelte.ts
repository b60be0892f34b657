// Work that follows a part of the state: a control changes the spec, jobs follow the parts they need.
import { untrack } from 'svelte';

/**
 * Runs `work` anew whenever `key` changes, aborting what the old key started; an empty key runs nothing.
 * To be called while a component is set up.
 */
export function job(
  key: () => string | null | undefined | false,
  work: (signal: AbortSignal) => void | Promise<void>,
): void {
  $effect(() => {
    if (!key()) return;
    const abort = new AbortController();
    untrack(() => void work(abort.signal));
    return () => abort.abort();
  });
}
