import { mount } from 'svelte';
import '../../figure/tokens.css';
import '../base.css';
import { createClient } from '../../client/client.ts';
import { movesOn } from '../../kit/link.ts';
import Weights from './Weights.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('the page has no element with id “app”');
if (!movesOn('weights')) mount(Weights, { target, props: { client: createClient() } });
