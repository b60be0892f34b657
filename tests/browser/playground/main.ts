// A page to look at the figure's components by themselves, over made-up queries and keys but real
// kernels and a real method: `npx vite`, then /tests/browser/playground/. Development only.
// ?theme=dark, ?n=1024, ?bare (no data yet).
import { mount } from 'svelte';
import '../../../src/figure/tokens.css';
import './playground.css';
import Playground from './Playground.svelte';
import { madeUpHead, madeUpPieces } from './synthetic.ts';

const query = new URLSearchParams(location.search);
const theme = query.get('theme') === 'dark' ? 'dark' : 'light';
document.documentElement.dataset['theme'] = theme;
const target = document.getElementById('app');
if (!target) throw new Error('no #app in the page');
const n = Number(query.get('n') ?? 512);
mount(Playground, {
  target,
  props: { theme, head: madeUpHead(n), pieces: madeUpPieces(n), bare: query.has('bare') },
});
