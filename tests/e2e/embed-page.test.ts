// A figure shares the page with its host: wheel, fingers and keys are the page's until the reader takes them
// to the map, and again when the reader lets go.
import { expect, type CDPSession, type Locator, type Page } from '@playwright/test';
import { drawn, test } from '../hosts/fixture.ts';

const FIGURES = {
  'a head': { method: 'streaming-llm', controls: 'budget' },
  'a matrix': { method: 'wanda', domain: 'weights', controls: 'budget' },
} as const;

/** A page that is long enough to scroll, with the figure's map in the middle of the window. */
async function open(
  page: Page,
  url: string,
  attributes: Readonly<Record<string, string>>,
): Promise<{ readonly map: Locator; readonly x: number; readonly y: number }> {
  await page.goto(`${url}empty.html`);
  await page.evaluate((attributes) => {
    const room = (id: string): HTMLElement => {
      const link = document.createElement('p');
      link.innerHTML = `<a id="${id}" href="#">${id}</a>`;
      link.style.paddingBlock = '60vh';
      return link;
    };
    const figure = document.createElement('sparsity-figure');
    for (const [name, value] of Object.entries(attributes)) figure.setAttribute(name, value);
    document.querySelector('main')?.append(room('before'), figure, room('after'));
  }, attributes);
  const map = page.getByRole('grid');
  await page.locator('sparsity-figure').scrollIntoViewIfNeeded();
  await drawn(page);
  await map.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  const box = (await map.boundingBox())!;
  return { map, x: box.x + box.width / 3, y: box.y + (2 * box.height) / 3 };
}

const scrolled = (page: Page): Promise<number> => page.evaluate(() => scrollY);

/** Whether the map shows a part of itself: the button for the whole of it tells. */
const isZoomed = (page: Page): Promise<boolean> =>
  page.getByRole('button', { name: 'Show the whole map' }).isEnabled();

async function expectZoom(page: Page, zoomed: boolean): Promise<void> {
  await expect.poll(() => isZoomed(page)).toBe(zoomed);
}

/** Does `gesture`, which scrolls the page or not, and waits until the page is at rest. */
async function expectScroll(
  page: Page,
  moves: boolean,
  gesture: () => Promise<void>,
): Promise<void> {
  // What came before has had its frames: a browser decides with a finger's first touch whose it is.
  const before = await rest(page);
  await gesture();
  if (moves) await expect.poll(() => scrolled(page), { intervals: [20] }).not.toBe(before);
  const last = await rest(page);
  if (!moves) expect(last).toBe(before);
}

/** Where the page is once it has stayed there for some frames: what scrolls at all moves in each. */
function rest(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let [last, still] = [scrollY, 0];
        const look = (): void => {
          still = scrollY === last ? still + 1 : 0;
          last = scrollY;
          if (still === 8) resolve(last);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
  );
}

for (const [kind, attributes] of Object.entries(FIGURES)) {
  test(`the wheel is the page’s, with Ctrl, ⌘ or after a click the map’s: ${kind}`, async ({
    page,
    host,
  }) => {
    const { url } = await host();
    const { x, y } = await open(page, url, attributes);
    const whole = page.getByRole('button', { name: 'Show the whole map' });
    await page.mouse.move(x, y);
    const wheel = (by: number) => () => page.mouse.wheel(0, by);
    await expectScroll(page, true, wheel(40));
    await expectZoom(page, false);
    await expectScroll(page, true, wheel(-40));

    for (const key of ['Control', 'Meta']) {
      await page.keyboard.down(key);
      await expectScroll(page, false, wheel(-120));
      await page.keyboard.up(key);
      await expectZoom(page, true);
      // Zoomed but not entered, the wheel is still the page's.
      await expectScroll(page, true, wheel(30));
      await expectScroll(page, true, wheel(-30));
      await whole.click();
      await expectZoom(page, false);
      await page.mouse.move(x, y);
    }

    await page.mouse.click(x, y);
    await expectScroll(page, false, wheel(-120));
    await expectZoom(page, true);
    await page.keyboard.press('Escape');
    await expectScroll(page, true, wheel(40));
    await expectScroll(page, true, wheel(-40));

    // Entered again, and left by a press elsewhere.
    await page.mouse.click(x, y);
    await expectScroll(page, false, wheel(-60));
    await page.locator('.caption').click();
    await page.mouse.move(x, y);
    await expectScroll(page, true, wheel(40));

    await page.getByRole('button', { name: 'Zoom in' }).click();
    await whole.click();
    await expectZoom(page, false);
  });

  test(`one finger is the page’s, two are the map’s: ${kind}`, async ({ browser, host }) => {
    const { url } = await host();
    const context = await browser.newContext({
      ...{ hasTouch: true, isMobile: true, viewport: { width: 390, height: 800 } },
    });
    const page = await context.newPage();
    const { x, y } = await open(page, url, attributes);
    const session = await context.newCDPSession(page);
    const swipe = (by: number) => () => drag(session, [{ x, y }], [{ x, y: y + by }]);
    await expectScroll(page, true, swipe(-90));
    await expectZoom(page, false);
    await expectScroll(page, true, swipe(90));

    const [near, far] = [10, 60];
    const pair = (apart: number) => [
      { x: x - apart, y: y - apart },
      { x: x + apart, y: y + apart },
    ];
    await expectScroll(page, false, () => drag(session, pair(near), pair(far)));
    await expectZoom(page, true);
    expect(await page.evaluate(() => visualViewport?.scale)).toBe(1);
    // Zoomed, but the reader has not entered: one finger still scrolls the page.
    await page.getByRole('grid').evaluate((element) => element.scrollIntoView({ block: 'center' }));
    await expectScroll(page, true, swipe(-90));
    await expectScroll(page, true, swipe(90));

    await page.touchscreen.tap(x, y);
    await expectScroll(page, false, swipe(-90));
    // A tap elsewhere gives the finger back.
    await page.locator('.caption').tap();
    await expectScroll(page, true, swipe(-90));
    await context.close();
  });

  test(`keys: few stops, none a trap, and arrows only once entered: ${kind}`, async ({
    page,
    host,
  }) => {
    const { url } = await host();
    const { map } = await open(page, url, attributes);
    await page.locator('#before').focus();
    const at = (): Promise<string> =>
      page.evaluate(() => {
        const outer = document.activeElement;
        const inner = outer?.shadowRoot?.activeElement;
        return inner ? (inner.getAttribute('aria-label') ?? inner.textContent) : (outer?.id ?? '');
      });
    const stops: string[] = [];
    for (let i = 0; i < 20 && stops.at(-1) !== 'after'; i++) {
      await page.keyboard.press('Tab');
      stops.push(await at());
    }
    expect(stops.at(-1)).toBe('after');
    // The link, the map, one button (the others have nothing to do while all is shown), the budget’s
    // slider, its way back and its number.
    expect(stops.length - 1).toBeLessThanOrEqual(6);
    const back: string[] = [];
    for (let i = 0; i < 20 && back.at(-1) !== 'before'; i++) {
      await page.keyboard.press('Shift+Tab');
      back.push(await at());
    }
    expect(back).toEqual([...stops.slice(0, -1).reverse(), 'before']);

    // Outside, arrows scroll the page and show no crosshair.
    await page.locator('#before').focus();
    await expectScroll(page, true, () => page.keyboard.press('ArrowDown'));
    await expect(map).not.toHaveAttribute('aria-activedescendant', /./);
    await map.focus();
    await expectScroll(page, false, () => page.keyboard.press('ArrowDown'));
    await expect(map).toHaveAttribute('aria-activedescendant', /./);
    const first = await map.getAttribute('aria-activedescendant');
    await page.keyboard.press('ArrowUp');
    await expect(map).not.toHaveAttribute('aria-activedescendant', first ?? '');
    await page.keyboard.press('Escape');
    await expect(map).not.toHaveAttribute('aria-activedescendant', /./);
    await page.keyboard.press('Tab');
    expect(await map.evaluate((element) => element.matches(':focus'))).toBe(false);
  });
}

test('a figure takes the very room that was kept for it, with any controls', async ({
  page,
  host,
}) => {
  const { url } = await host();
  for (const controls of ['none', 'budget', 'budget stages', 'method show budget stages']) {
    await test.step(`controls="${controls}"`, async () => {
      const { map } = await open(page, url, { method: 'streaming-llm', controls });
      const figure = page.locator('sparsity-figure');
      const [all, live] = await figure.evaluate((element) => {
        const of = (selector: string) => element.shadowRoot?.querySelector(selector);
        return [of('.sf-frame'), of('.player')].map((each) => each?.clientHeight ?? 0);
      });
      await expect(map).toBeVisible();
      // Neither holes below it, nor less than it takes: what the frame keeps is what the player fills.
      const kept = await figure.evaluate((element) =>
        parseFloat(getComputedStyle(element.shadowRoot!.querySelector('.sf-frame')!).minHeight),
      );
      expect(Math.abs(live! - kept)).toBeLessThanOrEqual(2);
      expect(Math.abs(all! - live!)).toBeLessThanOrEqual(2);
    });
  }
});

interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Moves fingers from one place to another in steps, as hands do. */
async function drag(
  session: CDPSession,
  from: readonly Spot[],
  to: readonly Spot[],
): Promise<void> {
  const STEPS = 10;
  const spots = (share: number) =>
    from.map(({ x, y }, id) => ({
      x: x + share * ((to[id]?.x ?? x) - x),
      y: y + share * ((to[id]?.y ?? y) - y),
      id,
    }));
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: object[]) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: touchPoints as (Spot & { id: number })[],
    });
  await send('touchStart', spots(0));
  for (let step = 1; step <= STEPS; step++) await send('touchMove', spots(step / STEPS));
  await send('touchEnd', []);
}
