import { mount } from 'svelte';
import '../../figure/tokens.css';
import '../base.css';
import { createClient } from '../../client/client.ts';
import { readLink } from '../link.ts';
import Weights from './Weights.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('the page has no element with id “app”');
// A figure of attention that was opened here moves on to its own page.
if (readLink('weights').spec.domain !== 'weights') location.replace(`./${location.hash}`);
else mount(Weights, { target, props: { client: createClient() } });
