// What a person finds on the explorer's page, by the names that it shows.
import { expect, type Locator, type Page } from '@playwright/test';

export class ExplorerPage {
  readonly page: Page;
  readonly map: Locator;
  readonly text: Locator;
  readonly budget: Locator;

  constructor(page: Page) {
    this.page = page;
    this.map = page.getByRole('grid', { name: /^Attention of layer/ });
    this.text = page.getByRole('textbox', { name: /^Text for the model/ });
    this.budget = page.getByRole('slider', { name: 'Budget', exact: true });
  }

  /** Opens a figure and waits until its map is painted and its numbers are there. */
  async open(link = ''): Promise<void> {
    await this.page.goto(`./${link}`);
    await this.settled();
  }

  async settled(): Promise<void> {
    await expect(this.map).toHaveAttribute('aria-busy', 'false');
    await expect(this.page.locator('.big dd').first()).toHaveText(/%/);
  }

  /** The large numbers by their label; waits until all are computed. */
  async numbers(): Promise<Record<string, string>> {
    const tiles = this.page.locator('.big > div');
    await expect(tiles.locator('dd')).not.toContainText(['–', '–', '–', '–'].slice(0, 1));
    for (const tile of await tiles.all()) await expect(tile.locator('dd')).not.toHaveText('–');
    const pairs = await Promise.all(
      (await tiles.all()).map(async (tile) => [
        (await tile.locator('dt').innerText()).trim(),
        (await tile.locator('dd').innerText()).trim(),
      ]),
    );
    return Object.fromEntries(pairs) as Record<string, string>;
  }

  async chooseMethod(name: string): Promise<void> {
    await this.page.getByRole('button', { name: /change ▾/ }).click();
    await this.page.getByRole('combobox', { name: 'Search methods' }).fill(name);
    await this.page.keyboard.press('Enter');
    await expect(this.page.getByRole('heading', { level: 1 })).toHaveText(name);
  }

  async chooseHead(layer: number, head: number): Promise<void> {
    await this.page.locator(`[data-head="${layer}.${head}"]`).click();
  }
}

/** Collects what must not happen: uncaught errors and console errors. */
export function watchErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return errors;
}
