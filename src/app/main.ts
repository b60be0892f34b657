import { mount } from 'svelte';
import '../figure/tokens.css';
import './base.css';
import App from './App.svelte';
import { movesOn } from './link.ts';

const target = document.getElementById('app');
if (!target) throw new Error('the page has no element with id “app”');
if (!movesOn('attention')) mount(App, { target });
