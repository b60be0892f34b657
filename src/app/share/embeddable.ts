// Which figures can stand alive on other pages: there the model is not loaded, only what the site has
// baked can be shown. The one place that knows.
import type { SnapshotEntry } from '../../client/snapshots.ts';
import type { FigureSpec } from '../../core/spec.ts';
import { isOf, isSiteOf } from '../../embed/baked.ts';

/** `reason`: a sentence for the person. */
export type Embeddable = { readonly ok: true } | { readonly ok: false; readonly reason: string };

export function embeddable(spec: FigureSpec, snapshots: readonly SnapshotEntry[]): Embeddable {
  if (spec.domain !== 'attention') {
    return no('Figures of weights cannot be put alive into other pages yet.');
  }
  if (snapshots.some((entry) => isSiteOf(entry, spec))) return { ok: true };
  if (spec.text.kind === 'own') {
    return no('A text of your own is read by the model, which other pages do not load.');
  }
  const heads = snapshots.flatMap((entry) =>
    entry.domain === 'attention' && isOf(entry, spec) ? [`${entry.layer}.${entry.head}`] : [],
  );
  if (heads.length > 0) {
    const { layer, head } = spec.subject;
    return no(
      `Other pages do not load the model, and the site has no file of layer ${layer}, head ${head} on this text; it has layer.head ${heads.join(', ')}.`,
    );
  }
  const texts = new Set(
    snapshots.flatMap((entry) =>
      entry.domain === 'attention' ? [`${entry.subject} (${entry.tokens} tokens)`] : [],
    ),
  );
  const known = texts.size === 0 ? 'it has none' : `it has ${[...texts].join(', ')}`;
  return no(`Other pages do not load the model, and the site has no file of this text; ${known}.`);
}

function no(reason: string): Embeddable {
  return { ok: false, reason };
}
