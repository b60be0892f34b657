// All rows, in table order.
import type { Row } from '../row.ts';
import { attentionCosts } from './attention-costs.ts';
import { attentionMap } from './attention-map.ts';
import { decodeStep } from './decode-step.ts';
import { embedBytes } from './embed-bytes.ts';
import { embedPaint } from './embed-paint.ts';
import { embedTwenty } from './embed-twenty.ts';
import { forward } from './forward.ts';
import { lossCurve } from './loss-curve.ts';
import { memory } from './memory.ts';
import { microKernel } from './micro-kernel.ts';
import { playhead } from './playhead.ts';
import { prune } from './prune.ts';
import { pruneSlider } from './prune-slider.ts';
import { repaint } from './repaint.ts';
import { longTask, slider } from './slider.ts';

export const rows: Readonly<Record<string, Row>> = {
  'attention-map': attentionMap,
  'attention-costs': attentionCosts,
  'micro-kernel': microKernel,
  forward,
  'loss-curve': lossCurve,
  repaint,
  slider,
  'long-task': longTask,
  prune,
  'prune-slider': pruneSlider,
  'decode-step': decodeStep,
  playhead,
  memory,
  'embed-bytes': embedBytes,
  'embed-paint': embedPaint,
  'embed-twenty': embedTwenty,
};
