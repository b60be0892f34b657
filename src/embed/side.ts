// What differs between domains: how a figure is computed, drawn and put into words. One module per
// domain, loaded with the first figure of it.
import type { Component } from 'svelte';
import type { PaintReply, WireStage } from '../../workers/api.ts';
import type { CallOptions, Reply } from '../client/types.ts';
import type { FigureClient } from '../client/figure-client.ts';
import type { Mask } from '../core/mask/mask.ts';
import type { ParamRecord } from '../core/params.ts';
import type { FigureSpec, FigureView, Show } from '../core/spec.ts';
import type { Stage } from '../core/trace.ts';
import type { PaintWords } from '../figure/export/map.ts';
import type { ShowOption } from '../figure/map/types.ts';
import type { Paint, Theme } from '../figure/types.ts';
import type { Viewport } from '../kernels/contract.ts';
import type { Entries, PlayerEntry } from './tables.ts';

/** What replies of all domains have. */
export interface AnyReply {
  readonly params: ParamRecord;
  /** In wire form. */
  readonly mask: ArrayBuffer;
  readonly stages: readonly WireStage[];
}

/** A figure as it was computed, opened for the page. */
export interface Drawn<R extends AnyReply = AnyReply> {
  readonly spec: FigureSpec;
  readonly reply: R;
  readonly mask: Mask;
  readonly stages: readonly Stage[];
}

/** What a map is drawn from. */
export interface MapPlayer {
  readonly client: FigureClient;
  /** What calls of this figure are made with. */
  readonly call: CallOptions;
  readonly figure: Drawn | null;
  readonly pieces: readonly string[];
  readonly paint: Paint | null;
  readonly theme: Theme;
  readonly where: string;
  readonly caption: string;
  readonly stages: readonly Stage[];
  readonly stage: Stage | undefined;
  readonly busy: boolean;
  look(change: Partial<FigureView>): void;
}

export interface MapProps {
  readonly player: MapPlayer;
  readonly spec: FigureSpec;
  readonly entry: PlayerEntry;
}

// Methods, not functions as properties: a side of one kind of reply is a side of any.
export interface Side<R extends AnyReply = AnyReply> {
  /** Draws the map of `player.figure`. */
  readonly Map: Component<MapProps>;
  readonly shows: readonly ShowOption<Show>[];
  readonly methods: Entries;
  ask(client: FigureClient, spec: FigureSpec, call: CallOptions): Promise<Reply<R>>;
  /** What the tokens of the figure's text spell, where the map tells. */
  pieces(client: FigureClient, spec: FigureSpec, call: CallOptions): Promise<readonly string[]>;
  paint(
    client: FigureClient,
    spec: FigureSpec,
    view: Viewport,
    theme: Theme,
    call: CallOptions,
  ): Promise<Reply<PaintReply>>;
  /** Where the figure is, in a line; before it is computed without what only the reply tells. */
  where(spec: FigureSpec, entry: PlayerEntry, reply: R | null): string;
  /** What the method keeps, in a sentence or two. */
  caption(entry: PlayerEntry, reply: R): string;
  /** The figure as SVG; null where the painting was overtaken. */
  svg(
    figure: { readonly spec: FigureSpec; readonly entry: PlayerEntry; readonly drawn: Drawn<R> },
    theme: Theme,
    paint: PaintWords,
  ): Promise<string | null>;
}
