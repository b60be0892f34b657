// Which figures can stand alive on other pages: there the model is not loaded, only what the site has
// baked can be shown. The one place that knows.
import type { SnapshotEntry } from '../../client/snapshots.ts';
import type { DomainId } from '../../core/method.ts';
import type { FigureSpec } from '../../core/spec.ts';
import { isOf } from '../../embed/baked.ts';

/** `reason`: a sentence for the person. */
export type Embeddable = { readonly ok: true } | { readonly ok: false; readonly reason: string };

export function embeddable(spec: FigureSpec, snapshots: readonly SnapshotEntry[]): Embeddable {
  const { domain, subject, text } = spec;
  const ofText = snapshots.filter((entry) => isOf(entry, spec));
  const wanted = `${subject['layer']}.${subject[siteName(domain)]}`;
  if (ofText.some((entry) => placeOf(entry) === wanted)) return { ok: true };
  if (text.kind === 'own') {
    return no('A text of your own is read by the model, which other pages do not load.');
  }
  const why = 'Other pages do not load the model, and this site has no file of';
  if (ofText.length > 0) {
    const places = ofText.map(placeOf).join(', ');
    return no(`${why} ${wanted} on this text; of layer.${siteName(domain)} it has ${places}.`);
  }
  const texts = snapshots
    .filter((entry) => entry.domain === domain)
    .map(({ subject: name, tokens }) => `${name} (${tokens} tokens)`);
  const known = texts.length > 0 ? [...new Set(texts)].join(', ') : 'none';
  return no(`${why} this text at this length; it has ${known}.`);
}

function siteName(domain: DomainId): string {
  return domain === 'attention' ? 'head' : 'matrix';
}

function placeOf(entry: SnapshotEntry): string {
  return `${entry.layer}.${entry.domain === 'attention' ? entry.head : entry.matrix}`;
}

function no(reason: string): Embeddable {
  return { ok: false, reason };
}
