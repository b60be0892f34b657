// Version of this program: put in by the build, else from the package beside the sources.
import { readFileSync } from 'node:fs';

declare const __ATLAS_VERSION__: string | undefined;

export function version(): string {
  if (typeof __ATLAS_VERSION__ === 'string') return __ATLAS_VERSION__;
  const url = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(url, 'utf8')) as { version: string }).version;
}
