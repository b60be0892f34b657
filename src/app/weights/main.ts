import { mount } from 'svelte';
import '../../figure/tokens.css';
import '../base.css';
import { createClient } from '../../client/client.ts';
import { movesOn, startFrom } from '../link.ts';
import { methods } from '../methods/weights.ts';
import Weights from './Weights.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('the page has no element with id “app”');
if (!movesOn('weights')) {
  const client = createClient();
  void startFrom(methods, client, target, (opened) =>
    mount(Weights, { target, props: { client, opened } }),
  );
}
