// A BibTeX entry from what a method says of its paper.
import type { Paper } from '../../core/method.ts';

/** With the year of its venue, where that was another one. */
export function bibtex(key: string, paper: Paper): string {
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
