// Pictures of a head, in a page or without one.
import type { AttentionTypes } from '../../domains/attention/types.ts';
import { attentionSvg, captionOf, type AttentionSource } from '../../figure/export/picture.ts';
import type { FigureFiles, FileSource } from '../file-contract.ts';

const files: FigureFiles<AttentionTypes> = {
  svg: (source, ...drawing) => attentionSvg(sourceOf(source), ...drawing),
  caption: (source) => captionOf(sourceOf(source)),
  portrait: ({ rowRecall, metrics: { sparsity, recall, outputError } }) => ({
    ...{ rows: rowRecall.length, cols: rowRecall.length, kept: rowRecall, rest: 'lost' },
    measured: { sparsity, recall, outputError },
  }),
};

export default files;

function sourceOf(source: FileSource<AttentionTypes>): AttentionSource {
  return { ...source, n: source.reply.rowRecall.length };
}
