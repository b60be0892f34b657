// What holds on every page, at every width and in both colour schemes. A page is loaded once; then its window is
// resized and the scheme is switched under it, as people do.
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';

/** CSS px, from the narrowest. 640 are 1280 at 200 % zoom. */
const WIDTHS = [360, 640, 768, 1440];

/**
 * Opens a page on a dark phone and ends on a light desktop: nowhere must it scroll sideways, and nothing must be
 * out of reach. `settled` waits until all is painted.
 */
export async function expectFits(
  page: Page,
  open: () => Promise<void>,
  settled: () => Promise<void>,
): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 360, height: 900 });
  await open();
  await test.step('no violations, dark, 360 px', () =>
    expectNoViolations(new AxeBuilder({ page })));
  for (const width of WIDTHS) {
    await test.step(`no sideways scroll, ${width} px`, async () => {
      await page.setViewportSize({ width, height: 900 });
      await nextFrames(page);
      await settled();
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBeLessThanOrEqual(0);
    });
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await nextFrames(page);
  await settled();
  await test.step('no violations, light, 1440 px', () =>
    expectNoViolations(new AxeBuilder({ page })));
}

export async function expectNoViolations(axe: AxeBuilder): Promise<void> {
  const { violations } = await axe.analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
}

/** What a change of the window sets off has begun two frames later. */
export function nextFrames(page: Page): Promise<void> {
  return page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
      }),
  );
}
