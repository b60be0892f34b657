// Longformer in terms of its published code: the window on one side, no global tokens.
import type { Rules } from '../mapping.ts';
import { heads } from './_heads.ts';

interface Asked {
  readonly attention_window: number;
  readonly attention_dilation: number;
}

export const rules: Rules = {
  longformer: heads<Asked>(({ attention_window, attention_dilation }) => ({
    ...{ window: attention_window, dilation: attention_dilation, globals: 0 },
  })),
};
