import { mount } from 'svelte';
import '../figure/tokens.css';
import './base.css';
import App from './App.svelte';
import { readLink } from './link.ts';

const target = document.getElementById('app');
if (!target) throw new Error('the page has no element with id “app”');
// A figure of weights that was opened here moves on to its own page.
if (readLink().spec.domain === 'weights') location.replace(`weights.html${location.hash}`);
else mount(App, { target });
