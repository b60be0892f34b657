// Where in a model a figure looks, per domain, as parameter tables: links, embeds, command line and
// controls all walk these. The ranges are those of any model that opens; the model at hand has fewer.
import type { DomainId } from './method.ts';
import type { IntegerParam, ParamTable } from './params.ts';

const layer: IntegerParam = {
  kind: 'integer',
  label: 'Layer',
  help: 'Block of the model, counted from the input; 0 is the first.',
  min: 0,
  max: 63,
  default: 3,
};

/** The site of a figure in each domain. Names must differ from the link's own keys. */
export const subjectTables = {
  attention: {
    layer,
    head: {
      kind: 'integer',
      label: 'Head',
      help: 'Query head within the layer; 0 is the first.',
      min: 0,
      max: 127,
      default: 3,
    },
  },
  weights: {
    layer,
    matrix: {
      kind: 'choice',
      label: 'Matrix',
      help: 'Weight matrix within the layer: attention’s projections or those of the feed-forward part.',
      options: [
        { value: 'q', label: 'Query projection' },
        { value: 'k', label: 'Key projection' },
        { value: 'v', label: 'Value projection' },
        { value: 'o', label: 'Output projection' },
        { value: 'gate', label: 'Gate projection' },
        { value: 'up', label: 'Up projection' },
        { value: 'down', label: 'Down projection' },
      ],
      default: 'o',
    },
  },
} as const satisfies Readonly<Record<DomainId, ParamTable>>;
