// Which figures can stand alive on other pages: there the model is not loaded, only what the site has
// baked can be shown. The one place that knows.
import type { SnapshotEntry } from '../../client/snapshots.ts';
import { cardOf, kindOf } from '../../core/card.ts';
import type { FigureSpec } from '../../core/spec.ts';
import { cards } from '../../domains/cards.generated.ts';
import { isOf, isSiteOf, placeText } from '../../embed/baked.ts';

/** `reason`: a sentence for the person. */
export type Embeddable = { readonly ok: true } | { readonly ok: false; readonly reason: string };

export function embeddable(spec: FigureSpec, snapshots: readonly SnapshotEntry[]): Embeddable {
  const { domain, subject, text } = spec;
  if (!kindOf(cardOf(cards, domain), spec).reads.includes('model')) return { ok: true };
  const ofText = snapshots.filter((entry) => isOf(entry, spec));
  if (ofText.some((entry) => isSiteOf(entry, spec))) return { ok: true };
  if (text.kind === 'own') {
    return no('A text of your own is read by the model, which other pages do not load.');
  }
  const why = 'Other pages do not load the model, and this site has no file of';
  const [first] = ofText;
  if (first) {
    const { names } = placeText(first);
    const wanted = Object.keys(first.subject).map((name) => subject[name]);
    const places = ofText.map((entry) => placeText(entry).values).join(', ');
    return no(`${why} ${wanted.join('.')} on this text; of ${names} it has ${places}.`);
  }
  const texts = snapshots
    .filter((entry) => entry.domain === domain)
    .map(({ name, tokens }) => `${name} (${tokens} tokens)`);
  const known = texts.length > 0 ? [...new Set(texts)].join(', ') : 'none';
  return no(`${why} this text at this length; it has ${known}.`);
}

function no(reason: string): Embeddable {
  return { ok: false, reason };
}
