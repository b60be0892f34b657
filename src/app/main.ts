import { mount } from 'svelte';
import '../figure/tokens.css';
import './base.css';
import { createClient } from '../client/client.ts';
import Explore from './explore/Explore.svelte';
import { movesOn, startFrom } from './link.ts';
import { methods } from './methods/attention.ts';

const target = document.getElementById('app');
if (!target) throw new Error('the page has no element with id “app”');
if (!movesOn('attention')) {
  const client = createClient();
  void startFrom(methods, client, target, (opened) => {
    // Its worker and its files are on their way while the page is being built.
    void client.figure(opened.spec);
    mount(Explore, { target, props: { client, opened } });
  });
}
