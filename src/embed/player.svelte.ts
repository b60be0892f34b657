// The player: what <sparsity-figure> loads when it comes near the viewport.
import { flushSync, mount, unmount } from 'svelte';
import { colourStyle } from './colours.ts';
import type { HostWish, PlayerOptions, Player as PlayerHandle, Wish } from './contract.ts';
import Player from './Player.svelte';
import { adoptInto } from './sheets.ts';
import { holdClient } from './shared.ts';
import { PlayerState } from './state.svelte.ts';

export function startPlayer(options: PlayerOptions): PlayerHandle {
  const { root, target, base } = options;
  const wish = taken(options.wish);
  const undress = adoptInto(root, colourStyle());
  const hold = holdClient(base, wish.attributes.get('worker-src') ?? null);
  let state!: PlayerState;
  const stop = $effect.root(() => {
    state = new PlayerState(hold.client, { ...options, wish });
  });
  const setTheme = (theme: PlayerState['theme']): void => {
    state.theme = theme;
  };
  const component = mount(Player, { target, props: { player: state } });
  flushSync();
  const picture = async () => {
    await state.drawn;
    const { pictureOf } = await import('./picture.ts');
    return pictureOf(state);
  };
  return {
    get spec() {
      return state.spec;
    },
    update: (next) => void state.read(taken(next), null),
    setTheme,
    async toSVG() {
      return (await picture()).svg;
    },
    async toPNG(scale) {
      return (await picture()).png(scale);
    },
    destroy() {
      state.destroy();
      stop();
      void unmount(component);
      undress();
      hold.release();
    },
  };
}

/** As it is now: the element's attributes may change before all of them are read. */
function taken({ host, ...rest }: HostWish): Wish {
  const pairs = Array.from(host.attributes, ({ name, value }) => [name, value] as const);
  return { ...rest, attributes: new Map(pairs) };
}
