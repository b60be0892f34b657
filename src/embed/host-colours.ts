// The message by which a host tells the iframe page what colours surround it: a page in a frame cannot see
// them. Version 1.
import type { Theme } from '../figure/types.ts';
import { lightnessOf } from './scheme.ts';

export interface HostColours {
  /** What the colour of the host's text tells; null where it tells nothing. */
  readonly theme: Theme | null;
  /** Of the frame's element. The browser sees through a frame whose page has the very same. */
  readonly colorScheme: string;
}

/** null where it is another message, or another version of it. */
export function hostColours(data: unknown): HostColours | null {
  if (typeof data !== 'object' || data === null) return null;
  const { type, version, color, colorScheme } = data as Readonly<Record<string, unknown>>;
  if (type !== 'sparsity-atlas:colours' || version !== 1) return null;
  const lightness = typeof color === 'string' ? lightnessOf(color) : null;
  return {
    theme: lightness === null ? null : lightness > 0.5 ? 'dark' : 'light',
    // Without a scheme, or with none that is known, an element is light.
    colorScheme: /\b(light|dark)\b/.test(String(colorScheme)) ? String(colorScheme) : 'light',
  };
}
