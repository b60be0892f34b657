// Where the site lies, seen from any of its pages. Pages in folders say how far up it is (`data-site`).

const root = document.documentElement.dataset['site'] ?? './';

/** Absolute address of a file of the site; of its first page for ''. */
export function siteUrl(path: string): string {
  return new URL(`${root}${path}`, document.baseURI).href;
}
