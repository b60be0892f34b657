// One client, and so one pool of workers, for all figures of a page; ended a moment after the last one
// has gone, so that an element which is only moved finds it again.
import { createClient } from '../client/client.ts';
import type { AtlasClient } from '../client/types.ts';
import { startWorker } from '../client/start.ts';

const GRACE_MS = 2_000;
/** The model is never downloaded for an embed: what no snapshot answers fails. */
const NO_FILES = { 'atlas-3m': {} };

let client: AtlasClient | null = null;
let users = 0;
let ending: ReturnType<typeof setTimeout> | undefined;

/** A hold on the page's client; `release` once. The first figure says where things lie. */
export function holdClient(
  base: string,
  workerSrc: string | null,
): { readonly client: AtlasClient; release(): void } {
  clearTimeout(ending);
  users++;
  client ??= createClient({
    size: 1,
    modelBase: `${base}models/`,
    snapshotBase: `${base}snapshots/`,
    modelFiles: NO_FILES,
    bakedTexts: true,
    workerFactory: () => startWorker(workerSrc),
  });
  return {
    client,
    release() {
      if (--users === 0) ending = setTimeout(end, GRACE_MS);
    },
  };
}

function end(): void {
  client?.dispose();
  client = null;
}
