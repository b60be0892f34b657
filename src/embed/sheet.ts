/** The window of a document that can be seen. */
export type View = NonNullable<Document['defaultView']>;

/** A style sheet to adopt in the document of `view`: any other refuses it. */
export function sheetOf(css: string, view: View): CSSStyleSheet {
  const sheet = new view.CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}
