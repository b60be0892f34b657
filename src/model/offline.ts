// Copies of a model's files in the browser's own store, for reading without a network. The network
// comes first whenever it answers: a copy never hides a newer file.

const STORE = 'sparsity-atlas-models';

/** Keeps a copy, unless the same version is there. Never fails: a full or forbidden store is no error. */
export async function keep(url: string, response: Response, bytes: ArrayBuffer): Promise<void> {
  try {
    const store = await globalThis.caches.open(STORE);
    const version = versionOf(response);
    const old = await store.match(url);
    if (old && version !== '' && versionOf(old) === version) return;
    const headers = new Headers();
    for (const name of ['content-type', 'etag', 'last-modified']) {
      const value = response.headers.get(name);
      if (value !== null) headers.set(name, value);
    }
    await store.put(url, new Response(bytes, { headers }));
  } catch {
    // No store in this context (private windows, plain http, Node), or no room in it.
  }
}

/** The kept copy, or undefined. */
export async function recall(url: string): Promise<Response | undefined> {
  try {
    const store = await globalThis.caches.open(STORE);
    return await store.match(url);
  } catch {
    return undefined;
  }
}

function versionOf(response: Response): string {
  return response.headers.get('etag') ?? response.headers.get('last-modified') ?? '';
}
