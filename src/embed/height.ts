// The message by which the iframe page tells its height, and the one that asks for it. Version 1.

export const HEIGHT = 'sparsity-atlas:height';
export const HELLO = 'sparsity-atlas:hello';

export interface HeightMessage {
  readonly type: typeof HEIGHT;
  readonly version: 1;
  /** CSS px of the whole page. */
  readonly height: number;
}

export function heightMessage(height: number): HeightMessage {
  return { type: HEIGHT, version: 1, height: Math.ceil(height) };
}

/** Sent by the host when it is ready to listen; answered by the height. */
export function isHello(data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return false;
  const { type, version } = data as { readonly type?: unknown; readonly version?: unknown };
  return type === HELLO && version === 1;
}
