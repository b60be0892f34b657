// The drawables by kind, and the words for their axes.
import type { Axis, Drawable } from '../../core/trace.ts';

export type Of<K extends Drawable['kind']> = Extract<Drawable, { readonly kind: K }>;

/** What a step draws over the map; the other kinds stand beside it. */
type OnMap = Of<'rows' | 'mask' | 'lines' | 'ticks'>;

export function onMap(drawable: Drawable): drawable is OnMap {
  const { kind } = drawable;
  return kind === 'rows' || kind === 'lines' || kind === 'mask' || kind === 'ticks';
}

const AXES: Readonly<Record<Axis, readonly [one: string, name: string]>> = {
  query: ['query', 'query position'],
  key: ['key', 'key position'],
  offset: ['offset', 'offset, query − key'],
  'query-block': ['query block', 'query block'],
  'key-block': ['key block', 'key block'],
  'offset-block': ['offset block', 'offset, in blocks'],
  output: ['output', 'output feature'],
  input: ['input', 'input feature'],
  'output-block': ['output block', 'block of output features'],
  'input-block': ['input block', 'block of input features'],
  head: ['head', 'head'],
  channel: ['channel', 'channel of the feed-forward part'],
  'head-channel': ['channel', 'channel of the head'],
  layer: ['layer', 'layer'],
  matrix: ['matrix', 'matrix of the model'],
};

/** One place on the axis: "key 206". */
export function axisPlace(axis: Axis, at: number): string {
  return `${AXES[axis][0]} ${at}`;
}

export function axisName(axis: Axis): string {
  return AXES[axis][1];
}
