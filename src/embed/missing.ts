// What to say where the site has no snapshot of a figure.
import type { SnapshotEntry } from '../client/snapshots.ts';
import { usualOf } from '../core/card.ts';
import { OWN_MODEL } from '../core/own-tensors.ts';
import { ExpectedError } from '../core/result.ts';
import type { FigureSpec } from '../core/spec.ts';
import { cards } from '../domains/cards.generated.ts';
import { placeText } from './baked.ts';

/** Where nothing says which figure it is. */
export function explainUnnamed(): ExpectedError {
  const { method } = usualOf(cards[0]!);
  return new ExpectedError(
    'method',
    `Nothing says which figure this is: name its method, as in method="${method}", or set spec.`,
  );
}

/** `ofText`: the snapshots of the figure's text, none of them of its head or matrix. */
export function explainMissing(
  { model, subject }: FigureSpec,
  ofText: readonly SnapshotEntry[],
): ExpectedError {
  const [first] = ofText;
  if (model === OWN_MODEL) {
    const message = 'This figure is of tensors: set the element’s property tensors.';
    return new ExpectedError('tensors', message);
  }
  if (!first) {
    return new ExpectedError(
      'subject',
      'There is no snapshot of this text: only the atlas, which has the model, can read it.',
    );
  }
  const { names } = placeText(first);
  const wanted = Object.keys(first.subject).map((name) => `${name} ${subject[name]}`);
  const sites = ofText.map((entry) => placeText(entry).values).join(', ');
  return new ExpectedError(
    'subject',
    `There is no snapshot of ${wanted.join(', ')} on this text; ${names} can be ${sites}.`,
  );
}
