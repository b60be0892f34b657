// A BibTeX entry from what a method says of its paper.
import type { Paper } from '../../core/method.ts';

export function bibtex(key: string, paper: Paper): string {
  const fields: [string, string | undefined][] = [
    ['title', `{${paper.title}}`],
    ['author', paper.authors.replace(/ et al\.?$/, ' and others').replaceAll(', ', ' and ')],
    ['year', String(paper.year)],
    ['booktitle', paper.venue],
    ['eprint', paper.arxiv],
    ['archivePrefix', paper.arxiv && 'arXiv'],
  ];
  const kind = paper.venue ? 'inproceedings' : 'misc';
  const lines = fields.flatMap(([name, value]) => (value ? [`  ${name} = {${value}}`] : []));
  return `@${kind}{${key}${paper.year},\n${lines.join(',\n')}\n}\n`;
}
