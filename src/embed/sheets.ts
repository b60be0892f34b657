// The style sheets of everything that a figure shows, adopted by its shadow root: nothing is written
// into the host's page and no inline style is needed. The build hands over each component's CSS.

const sheets: CSSStyleSheet[] = [];

/**
 * Called by the build's output, once per component as it is loaded.
 * @public
 */
export function addStyles(css: string): void {
  sheets.push(sheetOf(css));
}

/** One sheet per component, shared by all figures of the page. */
export function adopted(): readonly CSSStyleSheet[] {
  return sheets;
}

export function sheetOf(css: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}
