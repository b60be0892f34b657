// The client's making. (The calls follow; the interface in types.ts is settled.)
import type { AtlasClient, ClientOptions } from './types.ts';

/** Makes a client; workers start with the first call that needs one. */
export function createClient(_options: ClientOptions = {}): AtlasClient {
  throw new Error('the compute workers are not wired up yet');
}
