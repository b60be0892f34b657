// The style sheets of everything that a figure shows, adopted by its shadow root: nothing is written
// into the host's page and no inline style is needed. The build hands over each component's CSS.
import { sheetOf, type View } from './sheet.ts';

const styles: string[] = [];
const roots = new Set<ShadowRoot>();
/** By window and style: what several figures wear is made once. */
const made = new WeakMap<View, Record<string, CSSStyleSheet>>();

/**
 * Called by the build's output, once per component as it is loaded.
 * @public
 */
export function addStyles(css: string): void {
  styles.push(css);
  for (const root of roots) root.adoptedStyleSheets.push(sharedSheet(css, root));
}

/** Gives a root all sheets, those of parts loaded later too; returns the function that ends it. */
export function adoptInto(root: ShadowRoot, first: string): () => void {
  const sheets = [first, ...styles].map((css) => sharedSheet(css, root));
  root.adoptedStyleSheets = [...new Set([...root.adoptedStyleSheets, ...sheets])];
  roots.add(root);
  return () => roots.delete(root);
}

function sharedSheet(css: string, root: ShadowRoot): CSSStyleSheet {
  const view = root.ownerDocument.defaultView!; // a figure is drawn where it is seen
  const sheets = made.get(view) ?? {};
  made.set(view, sheets);
  return (sheets[css] ??= sheetOf(css, view));
}
