// Where a head is, for domains whose figures are of one.
export const HEAD_PARAMS = {
  layer: {
    kind: 'integer',
    label: 'Layer',
    help: 'Block of the model, counted from the input; 0 is the first.',
    min: 0,
    max: 63,
    default: 3,
  },
  head: {
    kind: 'integer',
    label: 'Head',
    help: 'Query head within the layer; 0 is the first.',
    min: 0,
    max: 127,
    default: 3,
  },
} as const;
