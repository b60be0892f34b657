import { mount } from 'svelte';
import '../../figure/tokens.css';
import '../base.css';
import Gallery from './Gallery.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('the page has no element with id “app”');
mount(Gallery, { target });
