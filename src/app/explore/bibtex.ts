// A BibTeX entry from what a method says of its paper.
import type { Paper } from '../../core/method.ts';

/** Under the method's id or the paper's own key, with the year of its venue, where that was another one. */
export function bibtex(id: string, paper: Paper): string {
  const key = paper.key ?? id;
  const venue = paper.venue?.replace(/ \(.*\)$/, '');
  const fields: [string, string | undefined][] = [
    ['title', `{${plain(paper.title)}}`],
    ['author', plain(paper.authors.replace(/,? et al\.?$/, ', others').replaceAll(', ', ' and '))],
    ['year', / (\d{4})$/.exec(venue ?? '')?.[1] ?? String(paper.year)],
    ['booktitle', venue && plain(venue)],
    ['eprint', paper.arxiv],
    ['archivePrefix', paper.arxiv && 'arXiv'],
  ];
  const kind = paper.venue ? 'inproceedings' : 'misc';
  const lines = fields.flatMap(([name, value]) => (value ? [`  ${name} = {${value}}`] : []));
  return `@${kind}{${key}${paper.year},\n${lines.join(',\n')}\n}\n`;
}

/** What means something to TeX stands for itself. */
function plain(text: string): string {
  return text.replace(/[&%$#_]/g, '\\$&');
}
