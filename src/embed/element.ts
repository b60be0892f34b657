// <sparsity-figure>: the small part of a figure on somebody else's page. It keeps the figure's place,
// shows a poster, and loads the player when the figure comes near the viewport.
import type { FigureSpec } from '../core/spec.ts';
import { box } from './box.ts';
import type { FigureEvents, HostWish, Player } from './contract.ts';
import type { SparsityFigureElement, Tensors } from './element-types.ts';
import frameCss from './frame.css?inline';
import { formOf, learnMethods, makePoster } from './poster.ts';
import { schemeOf, watchScheme } from './scheme.ts';
import { sheetOf, type View } from './sheet.ts';

/** Folder of this script: the site that it came from. */
const BASE = new URL('./', import.meta.url).href;
/**
 * How far outside the viewport figures are made ready, and kept; outside of each box that scrolls too, where the
 * browser can measure that.
 */
const MARGIN = 'scrollMargin' in IntersectionObserver.prototype ? 'scrollMargin' : 'rootMargin';
const NEAR = '100%';
const FAR = '300%';

class SparsityFigure extends HTMLElement implements SparsityFigureElement {
  readonly #root = this.attachShadow({ mode: 'open' });
  readonly #frame = box('sf-frame');
  readonly #live = box('sf-live');
  #player: Player | null = null;
  #starting: Promise<Player> | null = null;
  /** Counts starts and stops: what an older one brings is thrown away. */
  #turn = 0;
  #spec: unknown = null;
  /** Attributes written after it. */
  #since = new Set<string>();
  readonly #attributes = new MutationObserver((records) => {
    for (const { attributeName } of records) this.#since.add(attributeName ?? '');
    this.#changed();
  });
  #tensors: Tensors | null = null;
  /** The figure as the reader left it when it was parked. */
  #left: FigureSpec | null = null;
  #connected: AbortController | null = null;

  constructor() {
    super();
    this.#wear();
    this.#live.lang = 'en';
    this.#frame.append(this.#live);
    const room = box('sf-room');
    room.append(this.#frame);
    this.#root.append(box('sf-strut', 'canvas'), room);
  }

  connectedCallback(): void {
    if (this.#connected || !this.#view) return; // moved within the page, or to where nobody sees it
    for (const name of ['spec', 'tensors'] as const) {
      // Set before this script was there, it hides the real property.
      if (!Object.hasOwn(this, name)) continue;
      const value: unknown = this[name];
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, value);
    }
    const { signal } = (this.#connected = new AbortController());
    this.#showPoster();
    watchScheme(this, () => this.#dress(), signal);
    this.#attributes.observe(this, { attributes: true });
    signal.addEventListener('abort', () => this.#attributes.disconnect());
    addEventListener('online', () => this.#failed && this.#changed(), { signal });
    if (this.getAttribute('loading') === 'eager') this.#begin();
    else {
      this.#whenSeen(signal, NEAR, (near) => near && this.#begin());
      this.#whenSeen(signal, FAR, (near) => near || this.#park());
    }
  }

  disconnectedCallback(): void {
    // Moving an element disconnects it for a moment.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#leave();
      this.#left = null;
    });
  }

  /** In another document: style sheets and observers are those of one document, so all begins anew there. */
  adoptedCallback(): void {
    this.#left = this.spec ?? this.#left;
    this.#leave();
    this.#wear();
  }

  get #view(): View | null {
    return this.ownerDocument.defaultView;
  }

  #wear(): void {
    if (this.#view) this.#root.adoptedStyleSheets = [sheetOf(frameCss, this.#view)];
  }

  #leave(): void {
    this.#connected?.abort();
    this.#connected = null;
    this.#stop();
  }

  /** The figure, once it is known; to set, a whole or partial spec, its JSON or a link. */
  get spec(): FigureSpec | null {
    return this.#player?.spec ?? null;
  }
  set spec(spec: unknown) {
    this.#spec = spec ?? null;
    this.#attributes.takeRecords(); // written before
    this.#since = new Set();
    this.#changed();
  }

  get tensors(): Tensors | null {
    return this.#tensors;
  }
  set tensors(tensors: Tensors | null) {
    this.#tensors = tensors;
    this.#changed();
  }

  getSpec(): FigureSpec | null {
    return this.spec;
  }

  /** The figure as a standalone SVG: axes, legend and caption as vectors and text. */
  async toSVG(): Promise<string> {
    return (await this.#start()).toSVG();
  }

  /** A picture at `scale` times the SVG's size (1 to 4). */
  async toPNG(scale = 2): Promise<Blob> {
    return (await this.#start()).toPNG(scale);
  }

  get #theme() {
    return schemeOf(this, this.getAttribute('theme'));
  }

  get #wish(): HostWish {
    return { host: this, spec: this.#spec, since: this.#since, tensors: this.#tensors };
  }

  /** Failures are told by the event. */
  #begin(): void {
    this.#start().catch(() => {});
  }

  #start(): Promise<Player> {
    return (this.#starting ??= this.#load(++this.#turn));
  }

  async #load(turn: number): Promise<Player> {
    try {
      const player = await import('./player.svelte.ts');
      if (turn !== this.#turn) throw new Error('the figure was removed');
      this.#live.replaceChildren();
      return (this.#player = player.startPlayer({
        target: this.#live,
        root: this.#root,
        base: BASE,
        wish: this.#wish,
        left: this.#left,
        theme: this.#theme,
        fire: (name, detail) => turn === this.#turn && this.#tell(name, detail),
      }));
    } catch (error) {
      if (turn === this.#turn) {
        this.#starting = null; // the network may come back
        const message = `The figure's player could not be loaded (${String(error)}).`;
        const words = box('', 'p');
        words.role = 'alert';
        words.textContent = message;
        this.#live.replaceChildren(words);
        this.#tell('sparsity-error', { field: 'player', message });
      }
      throw error;
    }
  }

  #stop(): void {
    this.#turn++;
    this.#frame.classList.remove('sf-ready', 'sf-failed');
    this.#player?.destroy();
    this.#player = null;
    this.#starting = null;
  }

  #changed(): void {
    this.#left = null;
    this.#showPoster();
    if (this.#player) this.#player.update(this.#wish);
    else if (this.#failed) this.#begin();
  }

  get #failed(): boolean {
    return this.#frame.classList.contains('sf-failed');
  }

  /** Far away from the viewport a figure costs no memory; it comes back as it was left. */
  #park(): void {
    if (!this.#player || this.#root.activeElement) return;
    this.#left = this.#player.spec;
    this.#stop();
  }

  /** Colours: those of the place, or on a ground of their own where the host chose a theme. */
  #dress(): void {
    const theme = this.#theme;
    this.#frame.dataset['theme'] = theme;
    this.#frame.toggleAttribute('data-ground', this.getAttribute('theme') === theme);
    this.#player?.setTheme(theme);
  }

  #showPoster(): void {
    this.#dress();
    this.#frame.querySelector('.sf-poster')?.remove();
    const wish = this.#wish;
    const form = formOf(wish);
    const { full, aspect, rows, open } = form;
    this.#frame.toggleAttribute('data-full', full);
    this.#frame.style.setProperty('--aspect', String(aspect));
    this.#frame.style.setProperty('--rows', String(rows));
    this.#frame.prepend(makePoster(wish, form, BASE, this.#theme));
    if (open) void learnMethods(BASE).then((learnt) => learnt && this.#showPoster());
  }

  #whenSeen(signal: AbortSignal, margin: string, seen: (near: boolean) => void): void {
    const observer = new this.#view!.IntersectionObserver(
      (entries) => seen(entries.at(-1)!.isIntersecting),
      { [MARGIN]: margin },
    );
    observer.observe(this);
    signal.addEventListener('abort', () => observer.disconnect());
  }

  /** With the first picture the poster goes; a failure before it stands below what says something. */
  #tell<K extends keyof FigureEvents>(name: K, detail: FigureEvents[K]): void {
    const { classList } = this.#frame;
    if (name === 'sparsity-error') classList.toggle('sf-failed', !classList.contains('sf-ready'));
    if (name === 'sparsity-ready') {
      classList.remove('sf-failed');
      classList.add('sf-ready');
    }
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

if (!customElements.get('sparsity-figure')) {
  customElements.define('sparsity-figure', SparsityFigure);
}
