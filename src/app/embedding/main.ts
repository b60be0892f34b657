import { mount } from 'svelte';
import '../../figure/tokens.css';
import '../base.css';
import Embedding from './Embedding.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('the page has no element with id “app”');
mount(Embedding, { target });
