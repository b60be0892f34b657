// The style sheets of everything that a figure shows, adopted by its shadow root: nothing is written
// into the host's page and no inline style is needed. The build hands over each component's CSS.
import { sheetOf } from './sheet.ts';

const sheets: CSSStyleSheet[] = [];
const roots = new Set<ShadowRoot>();

/**
 * Called by the build's output, once per component as it is loaded.
 * @public
 */
export function addStyles(css: string): void {
  const sheet = sheetOf(css);
  sheets.push(sheet);
  for (const root of roots) root.adoptedStyleSheets.push(sheet);
}

/** Gives a root all sheets, those of parts loaded later too; returns the function that ends it. */
export function adoptInto(root: ShadowRoot, first: CSSStyleSheet): () => void {
  root.adoptedStyleSheets = [...new Set([...root.adoptedStyleSheets, first, ...sheets])];
  roots.add(root);
  return () => roots.delete(root);
}
