// The map of attention as a reader has it: keys, pointer, wheel, pictures that come late.
import { beforeEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../src/figure/tokens.css';
import { causal } from '../../../src/figure/map/causal.ts';
import type { Paint } from '../../../src/figure/types.ts';
import MapHarness from './MapHarness.svelte';
import attentionReading from '../../../src/views/attention/reading.ts';
import { mask, N, pieces, plain, props, type HeadProps } from './scene.ts';

const grid = () => page.getByRole('grid').element() as HTMLElement;
const picture = () => grid().querySelector('canvas');
const state = () => page.getByTestId('state');
const says = () => page.getByRole('status');

function show(changes: Partial<HeadProps> & { width?: number } = {}) {
  return render(MapHarness, { ...props(changes), ...changes });
}

/** Shows the map and waits until it can be moved by hand. */
async function showReady(changes: Partial<HeadProps> = {}): Promise<void> {
  await show(changes);
  await expect.poll(() => grid().getAttribute('aria-busy')).toBe('false');
}

async function painted(red: number) {
  await expect.poll(() => picture()?.getContext('2d')?.getImageData(0, 0, 1, 1).data[0]).toBe(red);
}

/** A pointer event at the middle of a cell of the whole map. */
function at(query: number, key: number, type: string, init: PointerEventInit = {}) {
  const box = grid().getBoundingClientRect();
  grid().dispatchEvent(
    new PointerEvent(type, {
      bubbles: true,
      cancelable: true,
      pointerId: 1,
      pointerType: 'mouse',
      clientX: box.left + ((key + 0.5) / N) * box.width,
      clientY: box.top + ((query + 0.5) / N) * box.height,
      ...init,
    }),
  );
}

function wheel(init: WheelEventInit = {}): WheelEvent {
  const box = grid().getBoundingClientRect();
  const event = new WheelEvent('wheel', {
    bubbles: true,
    cancelable: true,
    deltaY: -120,
    clientX: box.left + box.width / 2,
    clientY: box.top + box.height / 2,
    ...init,
  });
  grid().dispatchEvent(event);
  return event;
}

/** What the eye meets from left to right on one line of text. */
function seen(element: Element | null): string {
  if (!element) return '';
  const spots: [number, string][] = [];
  const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode() as Text | null; node; node = walk.nextNode() as Text | null) {
    for (let i = 0; i < node.data.length; i++) {
      const range = document.createRange();
      range.setStart(node, i);
      range.setEnd(node, i + 1);
      const { left, width } = range.getBoundingClientRect();
      if (width > 0) spots.push([left, node.data[i] ?? '']);
    }
  }
  return spots
    .sort(([a], [b]) => a - b)
    .map(([, char]) => char)
    .join('');
}

beforeEach(async () => {
  await page.viewport(900, 900);
});

describe('keys', () => {
  test('arrows move the cell, and the sentence says where it is', async () => {
    await showReady();
    grid().focus();
    await userEvent.keyboard('{ArrowDown}'); // the first press shows the crosshair: row 8, key 0
    await userEvent.keyboard('{ArrowRight}{ArrowRight}');
    await expect
      .element(says())
      .toHaveTextContent(
        'query 8 “ t8” keeps 3 of 9 keys, recall 0.75; key 2 “ t2” weight 0.5, dropped although heavy',
      );
    await userEvent.keyboard('{Home}{ArrowDown}');
    await expect.element(says()).toHaveTextContent('query 9 “ t9” keeps 3 of 10 keys');
    await expect.element(says()).toHaveTextContent('key 0 ⟨begin⟩ weight 0.056, kept');
  });

  test('the ends hold: no key later than its query, no query beyond the last', async () => {
    await showReady();
    grid().focus();
    await userEvent.keyboard('{ArrowDown}{End}{ArrowRight}');
    await expect.element(state()).toHaveTextContent('"cell":{"row":8,"col":8}');
    await userEvent.keyboard('{Shift>}{ArrowDown}{/Shift}{ArrowDown}');
    await expect.element(state()).toHaveTextContent('"cell":{"row":15,"col":8}');
    await userEvent.keyboard('{ArrowUp}{ArrowLeft}{PageUp}{PageUp}');
    await expect.element(state()).toHaveTextContent('"cell":{"row":10,"col":7}');
    await userEvent.keyboard('{Control>}{Home}{/Control}');
    await expect.element(state()).toHaveTextContent('"cell":{"row":0,"col":0}');
  });

  test('Enter pins and lets go, Escape clears', async () => {
    await showReady();
    grid().focus();
    await userEvent.keyboard('{ArrowDown}{Enter}');
    await expect.element(state()).toHaveTextContent('"row":8,"zoom"');
    await userEvent.keyboard('{Enter}');
    await expect.element(state()).toHaveTextContent('"row":null');
    await userEvent.keyboard('{Escape}');
    await expect.element(state()).toHaveTextContent('"cell":null');
  });

  test('plus zooms about the cell, zero shows the whole again', async () => {
    await showReady();
    grid().focus();
    await userEvent.keyboard('{ArrowDown}+');
    await expect.element(state()).toHaveTextContent(/"zoom":\[\d+,0,10\]/);
    await userEvent.keyboard('0');
    await expect.element(state()).toHaveTextContent('"zoom":null');
  });

  test('the window of cells for assistive technology has the active one in it', async () => {
    await showReady();
    grid().focus();
    await userEvent.keyboard('{ArrowDown}{ArrowRight}{ArrowRight}');
    await expect.poll(() => grid().getAttribute('aria-activedescendant')).toMatch(/-8-2$/);
    const active = document.getElementById(grid().getAttribute('aria-activedescendant') ?? '');
    expect(active?.getAttribute('role')).toBe('gridcell');
    expect(active?.getAttribute('aria-colindex')).toBe('3');
    await expect.poll(() => active?.textContent).toBe('“ t2” 0.5 dropped although heavy');
  });
});

describe('pointer', () => {
  test('hovering reads the cell; nothing above the diagonal', async () => {
    await showReady();
    await painted(10);
    at(9, 2, 'pointermove');
    await expect.element(page.getByText('query 9 · key 2 · weight 0.5')).toBeInTheDocument();
    at(2, 9, 'pointermove');
    await expect.element(state()).toHaveTextContent('"cell":null');
  });

  test('hovering does not chatter to a screen reader', async () => {
    await showReady();
    at(9, 2, 'pointermove');
    await expect.element(state()).toHaveTextContent('"row":9');
    expect(says().element().textContent).toBe('');
  });

  test('a click pins its row, a click in the empty half lets go', async () => {
    await showReady();
    at(9, 2, 'pointerdown');
    at(9, 2, 'pointerup');
    await expect.element(state()).toHaveTextContent('"row":9,"zoom"');
    at(2, 12, 'pointerdown');
    at(2, 12, 'pointerup');
    await expect.element(state()).toHaveTextContent('"row":null,"zoom"');
  });

  test('a drag pans the zoomed map and pins nothing', async () => {
    await showReady();
    await page.getByRole('button', { name: 'look at 4, 2' }).click();
    const { width } = grid().getBoundingClientRect();
    const cellPx = width / 8;
    const move = (type: string, x: number) =>
      grid().dispatchEvent(
        new PointerEvent(type, {
          bubbles: true,
          pointerId: 1,
          pointerType: 'mouse',
          clientX: grid().getBoundingClientRect().left + x,
          clientY: grid().getBoundingClientRect().top + 100,
        }),
      );
    move('pointerdown', 200);
    move('pointermove', 200 - cellPx * 0.5);
    move('pointermove', 200 - cellPx * 2);
    move('pointerup', 200 - cellPx * 2);
    await expect.element(state()).toHaveTextContent('"row":null,"zoom":[4,4,8]');
  });
});

describe('the wheel', () => {
  test('belongs to the page until Ctrl or a click', async () => {
    await showReady();
    expect(wheel().defaultPrevented).toBe(false);
    expect(wheel({ ctrlKey: true }).defaultPrevented).toBe(true);
    expect(wheel({ metaKey: true }).defaultPrevented).toBe(true);
    at(9, 2, 'pointerdown');
    at(9, 2, 'pointerup');
    expect(wheel().defaultPrevented).toBe(true);
  });

  test('Escape gives it back', async () => {
    await showReady();
    grid().focus();
    at(9, 2, 'pointerdown');
    at(9, 2, 'pointerup');
    await userEvent.keyboard('{Escape}');
    expect(wheel().defaultPrevented).toBe(false);
  });

  test('so does a click elsewhere', async () => {
    await showReady();
    at(9, 2, 'pointerdown');
    at(9, 2, 'pointerup');
    document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    expect(wheel().defaultPrevented).toBe(false);
  });
});

describe('pictures', () => {
  test('a late picture of an old painter never replaces a newer one', async () => {
    let answerOld: (() => void) | undefined;
    const old: Paint = async (view) => {
      await new Promise<void>((resolve) => (answerOld = resolve));
      return plain(1)(view);
    };
    const screen = await show({ paint: old });
    await expect.poll(() => answerOld).toBeDefined();
    await screen.rerender(props({ paint: plain(2) }));
    await painted(2);
    answerOld?.();
    await new Promise((resolve) => setTimeout(resolve, 60));
    await painted(2);
  });

  test('zooming moves the last picture at once, and refines when the new one comes', async () => {
    const waiting: (() => void)[] = [];
    let slow = false;
    const paint: Paint = async (view) => {
      if (slow) await new Promise<void>((resolve) => waiting.push(resolve));
      return plain(5)(view);
    };
    await show({ paint });
    await painted(5);
    expect(picture()?.style.transform).toBe('none');
    slow = true;
    await page.getByRole('button', { name: 'look at 4, 2' }).click();
    await expect.poll(() => picture()?.style.transform).toBe('translate(-25%, -50%) scale(2, 2)');
    slow = false;
    for (const go of waiting) go();
    await expect
      .poll(() => [...grid().querySelectorAll('canvas')].at(-1)?.style.transform)
      .toBe('none');
  });

  test('a skeleton until there is something to show', async () => {
    const screen = await show({ paint: null });
    expect(picture()).toBeNull();
    expect(grid().getAttribute('aria-busy')).toBe('true');
    await screen.rerender(props());
    await painted(10);
    expect(grid().getAttribute('aria-busy')).toBe('false');
  });

  test('asks for device pixels of the view on show', async () => {
    const asked: number[][] = [];
    const paint: Paint = async (view) => {
      asked.push([view.row0, view.row1, view.col0, view.col1, view.width]);
      return plain(3)(view);
    };
    await show({ paint });
    await painted(3);
    const side = Math.round(grid().getBoundingClientRect().width * devicePixelRatio);
    expect(asked).toEqual([[0, 16, 0, 16, side]]);
  });
});

describe('axes and legend', () => {
  test('positions from afar, tokens from near', async () => {
    await show({ width: 240 }); // 188 px of plot: cells of 11.75 px
    await expect.element(page.getByText('query position', { exact: true })).toBeInTheDocument();
    await page.getByRole('button', { name: 'look at 4, 2' }).click();
    await expect.element(page.getByText('query position 4–11')).toBeInTheDocument();
    expect(page.getByText(' t7', { exact: true }).elements()).toHaveLength(2);
  });

  test('pooling is stated exactly when a pixel stands for several cells', async () => {
    const note = page.getByText('each pixel shows the largest of its cells');
    const screen = await show();
    await painted(10);
    await expect.element(note).not.toBeVisible();
    await screen.rerender(props({ geometry: causal(4096) }));
    await expect.element(note).toBeVisible();
  });

  test('buttons zoom and come to rest at the ends', async () => {
    await showReady();
    const out = page.getByRole('button', { name: 'Zoom out' });
    await expect.element(out).toBeDisabled();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await expect.element(state()).toHaveTextContent('"zoom":[4,4,8]');
    await expect.element(page.getByRole('button', { name: 'Zoom in' })).toBeDisabled();
    await page.getByRole('button', { name: 'Show the whole map' }).click();
    await expect.element(state()).toHaveTextContent('"zoom":null');
  });
});

test('a stage dims what it does not speak of', async () => {
  await show({ overlay: [{ kind: 'rows', from: 8, to: 16, label: 'probe' }] });
  await painted(10);
  const veil = () => {
    const canvas = [...grid().querySelectorAll('canvas')].at(-1);
    const { width } = canvas ?? { width: 0 };
    const context = canvas?.getContext('2d');
    return [0.25, 0.75].map(
      (y) => context?.getImageData(2, Math.floor(width * y), 1, 1).data[3] ?? -1,
    );
  };
  await expect.poll(() => veil()[1]).toBe(0);
  expect(veil()[0]).toBeGreaterThan(150);
});

describe('tokens of any script', () => {
  const named = (changes: Readonly<Record<number, string>>) => {
    const spelled = pieces.map((piece, i) => changes[i] ?? piece);
    const rowRecall = new Float32Array(N).fill(0.75);
    return { reading: attentionReading({ pieces: spelled, mask, rowRecall }) };
  };
  const tip = () => document.querySelector('.tip .tokens');

  test.each([
    ['שלום', 'עולם'],
    ['سلام', 'عالم'],
    ['123', 'שלום'],
    ['שלום', '(2)'],
  ])('the query %s stands left of the arrow, the key %s right of it', async (query, key) => {
    await showReady(named({ 8: query, 7: key }));
    at(8, 7, 'pointermove');
    await expect.poll(() => tip()?.textContent).toContain(query);
    const [left = '', right = ''] = seen(tip()).split('→');
    const sorted = (text: string) => [...text.replace(/[“”\s]/g, '')].sort().join('');
    expect([sorted(left), sorted(right)]).toEqual([sorted(query), sorted(key)]);
  });

  test.each(['\u202e', '\u2067', '\u2069', '\u200f'])(
    'a mark of direction turns nothing around its token: %j',
    async (turn) => {
      await showReady(named({ 8: `${turn}abc`, 7: `x${turn}` }));
      at(8, 7, 'pointermove');
      await expect.poll(() => tip()?.textContent).toContain('abc');
      expect(seen(tip())).toMatch(/^“⟨U\+.*⟩abc” → “x⟨U\+.*⟩”$/);
      at(9, 7, 'pointermove');
      await expect.poll(() => seen(tip())).toMatch(/^“ t9” → “x⟨/);
    },
  );
});
