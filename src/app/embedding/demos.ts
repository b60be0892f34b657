// The examples of the page. What is shown to copy is what runs: HTML is put into the page as it stands,
// modules are imported, style sheets are part of the build.
import './demos/colours.css';
import { siteUrl } from '../../kit/site.ts';

const sources = import.meta.glob<string>('./demos/*', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const modules = import.meta.glob('./demos/*.js');

export interface Demo {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** Files of the example, as they are shown. */
  readonly files: readonly string[];
}

export const DEMOS: readonly Demo[] = [
  {
    id: 'plain',
    title: 'One element',
    text: 'A method, and the rest as it comes: a head of the atlas’s own model on a tale. What stands inside shows in feed readers and without JavaScript.',
    files: ['plain.html'],
  },
  {
    id: 'controls',
    title: 'What readers may change',
    text: 'You choose the controls, from none to all. Every change is computed here, by the method itself.',
    files: ['controls.html'],
  },
  {
    id: 'weights',
    title: 'Weights',
    text: 'A matrix of the model, pruned as you watch. A method for weights makes it a figure of weights.',
    files: ['weights.html'],
  },
  {
    id: 'events',
    title: 'Listening',
    text: 'Events tell how far the figure is and what the reader changed; each change carries the whole figure.',
    files: ['events.html', 'events.js'],
  },
  {
    id: 'colours',
    title: 'In the colours of the page',
    text: 'Figures stand on the page’s own ground, light or dark, and take its colours and typefaces from custom properties.',
    files: ['colours.html', 'colours.css'],
  },
  {
    id: 'dark',
    title: 'Dark, whatever the page is',
    text: 'For a dark slide in a light talk. Without controls it is a picture that can still be zoomed and read cell by cell.',
    files: ['dark.html'],
  },
  {
    id: 'tensors',
    title: 'Your own tensors',
    text: 'Queries, keys and values of one head of your own model, set by property. They stay in the page.',
    files: ['tensors.html', 'tensors.js'],
  },
  {
    id: 'frame',
    title: 'In a frame',
    text: 'For places that allow no scripts of others: the same figure as a page of its own. With these lines the frame takes the figure’s height and the page’s colours; without them it has the height that you give, and is dark for readers who like dark pages.',
    files: ['frame.html', 'frame.js'],
  },
];

/** The code of a file, with the address of this very site. */
export function codeOf(file: string): string {
  const source = sources[`./demos/${file}`];
  if (source === undefined) throw new Error(`there is no example ${file}`);
  return source.trim().replaceAll('%site%', siteUrl(''));
}

/** Runs the modules of an example; its HTML must be on the page. */
export async function runDemo({ files }: Demo): Promise<void> {
  for (const file of files) await modules[`./demos/${file}`]?.();
}
