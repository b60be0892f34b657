// A picture as the golden set keeps it: its fingerprint holds every byte, and a copy without the pixels is
// small enough to be read and compared.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const { version } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'),
) as { version: string };

export interface Kept {
  readonly sha256: string;
  /** With the bytes of every image replaced by their number and fingerprint. */
  readonly svg: string;
}

/** The program's version, which captions end with, is no part of a figure. */
export function keep(svg: string): Kept {
  const figure = svg.replaceAll(`Sparsity Atlas ${version}.`, 'Sparsity Atlas.');
  const bare = figure.replace(/data:image\/png;base64,([^"]*)/g, (_, data: string) => {
    const bytes = Buffer.from(data, 'base64');
    return `${bytes.length} bytes of PNG, ${sha256(bytes)}`;
  });
  return { sha256: sha256(figure), svg: bare.replaceAll('><', '>\n<') };
}

export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
