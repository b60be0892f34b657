// Files of a figure of attention.
import type { AttentionTypes } from '../../domains/attention/types.ts';
import { attentionSvg, captionOf } from '../../figure/export/picture.ts';
import { defineFiles, type FileSource } from '../contract.ts';

export default defineFiles<AttentionTypes>({
  svg: (source, ...drawing) => attentionSvg(sourceOf(source), ...drawing),
  caption: (source) => captionOf(sourceOf(source)),
  portrait: ({ rowRecall, metrics: { sparsity, recall, outputError } }) => ({
    ...{ rows: rowRecall.length, cols: rowRecall.length, kept: rowRecall, rest: 'lost' },
    measured: { sparsity, recall, outputError },
  }),
});

function sourceOf(source: FileSource<AttentionTypes>) {
  return { ...source, n: source.reply.rowRecall.length };
}
