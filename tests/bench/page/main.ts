// What rows may call on the bench page, by name.
import { attentionCosts, attentionMap } from './attention.ts';
import { decodeStep } from './decode-step.ts';
import { forward } from './forward.ts';
import { lossCurve } from './loss-curve.ts';
import { microKernel } from './peak.ts';
import { prune, pruneByReference } from './prune.ts';
import { pan } from './repaint.ts';

const functions = {
  attentionMap,
  attentionCosts,
  decodeStep,
  forward,
  lossCurve,
  microKernel,
  pan,
  prune,
  pruneByReference,
};

declare global {
  interface Window {
    bench: typeof functions;
  }
}

window.bench = functions;
