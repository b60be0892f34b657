// The three patterns of MInference in terms of its published code.
import type { Rules } from '../mapping.ts';
import { drawn, heads, stageMatrix, tiles, type HeadFound } from './_heads.ts';

interface Shape {
  readonly n_init: number;
  readonly n_local: number;
}

interface Blocks {
  readonly top_k: number;
  readonly block_size: number;
}

interface Lines {
  readonly vertical_size: number;
  readonly slash_size: number;
  readonly last_q: number;
  readonly block_size_M: number;
  readonly forced_columns: number;
  readonly forced_offsets: number;
}

const lines = (mask: 'kernel' | 'ideal') =>
  heads<Lines>(
    (asked) => ({
      ...{ pattern: 'vertical-slash', mask, block: asked.block_size_M, lastQ: asked.last_q },
      ...{ verticalSize: asked.vertical_size, slashSize: asked.slash_size },
      ...{ forcedColumns: asked.forced_columns, forcedOffsets: asked.forced_offsets },
    }),
    {
      also: {
        vertical_idx: columnsOf,
        slash_offsets: offsetsOf,
        ...(mask === 'kernel' && {
          vertical_score: (found: HeadFound) => drawn(found, 'sums', 'bars').values,
          slash_score_by_offset: (found: HeadFound) => drawn(found, 'sums', 'bars', 1).values,
          block_count: 'tiles of a block row; the mask has them',
          block_offset: 'tiles of a block row; the mask has them',
          column_count: 'gathered columns of a block row; the mask has them',
          column_index: 'gathered columns of a block row; the mask has them',
        }),
      },
    },
  );

export const rules: Rules = {
  minference_a_shape: heads<Shape>(({ n_init, n_local }) => ({
    ...{ pattern: 'a-shape', initial: n_init, local: n_local },
  })),
  minference_block: heads<Blocks>(
    ({ top_k, block_size }) => ({ pattern: 'block-sparse', topBlocks: top_k, block: block_size }),
    {
      also: {
        block_mask: (found, { block_size }) => tiles(found, block_size),
        block_index: 'the blocks of the mask',
        pooled_score: stageMatrix('pooled', -Infinity),
      },
    },
  ),
  minference_vs_ideal: lines('ideal'),
  minference_vs_kernel: lines('kernel'),
};

/** Ascending, as theirs. */
export function columnsOf(found: HeadFound): readonly number[] {
  return drawn(found, 'lines', 'lines').columns;
}

/** Descending, as theirs. */
export function offsetsOf(found: HeadFound): readonly number[] {
  return [...drawn(found, 'lines', 'lines').offsets].reverse();
}
