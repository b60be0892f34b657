import { mount } from 'svelte';
import '../../figure/tokens.css';
import '../base.css';
import { createClient } from '../../client/client.ts';
import { movesOn } from '../link.ts';
import Compare from './Compare.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('the page has no element with id “app”');
if (!movesOn('attention')) mount(Compare, { target, props: { client: createClient() } });
