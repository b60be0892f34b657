// The selection of NSA in terms of the published code that was followed, which forces the own block only.
import type { Rules } from '../mapping.ts';
import { heads } from './_heads.ts';

interface Asked {
  readonly block_size: number;
  readonly block_counts: number;
}

const selected = ({ block_size, block_counts }: Asked) => ({
  ...{ block: block_size, topBlocks: block_counts },
});

export const rules: Rules = {
  nsa_selected: heads<Asked>((asked) => ({ ...selected(asked), window: 0 }), {
    also: { block_indices: 'the blocks of the mask' },
  }),
  nsa_selected_or_window: heads<Asked & { readonly window_size: number }>((asked) => ({
    ...{ ...selected(asked), window: asked.window_size },
  })),
};
