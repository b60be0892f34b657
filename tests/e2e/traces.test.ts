// A trace of somebody's own in the decode explorer, and the law of Kinetics on its method's page.
import { expect, test, type Page } from '@playwright/test';
import { watchErrors } from './explorer.ts';
import { expectFits } from './fits.ts';

/** One layer of two heads; the second forgets token 1 before step 3. */
const KEPT = [
  [
    ['1110', '1111'],
    ['1110', '1011'],
  ],
];
const TOKENS = ['Once', ' upon', ' a', ' time'];

async function choose(page: Page, name: string, trace: object): Promise<void> {
  const buffer = Buffer.from(JSON.stringify(trace));
  const file = { name, mimeType: 'application/json', buffer };
  await page.getByLabel('Choose a file').setInputFiles(file);
}

test('a trace is opened, read by heads and steps, or refused by name', async ({ page }) => {
  const errors = watchErrors(page);
  await page.goto('./decode.html');
  const section = page.getByRole('region', { name: 'Open an eviction trace' });
  await choose(page, 'mine.json', { kept: KEPT, tokens: TOKENS, method: 'my rule' });
  await expect(section.getByRole('heading', { name: /my rule/ })).toBeVisible();
  const map = section.getByRole('grid', { name: /^Timeline of layer 0, head 0/ });
  await expect(map).toHaveAttribute('aria-busy', 'false');
  const second = section.getByRole('gridcell', { name: 'layer 0, head 1, stores 87.5 %' });
  await second.click();
  await expect(section.locator('.big dd').first()).toHaveText('87.5 %');
  await expect(section.locator('bdi[data-token="1"]')).toHaveClass(/gone/);
  // Nothing is made up.
  await expect(section.getByText('bytes held: needs head_dim and kv_heads')).toBeVisible();
  await expect(
    section.getByText('how much attention each key got is not in the file'),
  ).toBeVisible();
  await expect(section.getByText(/of the attention it wants/)).toHaveCount(0);

  await choose(page, 'wrong.json', { kept: [[['1011', '1111']]] });
  await expect(section.getByRole('alert')).toContainText(
    '“wrong.json”: kept must be 0 at offset 3, found 1: token 3 of layer 0, head 0 is not written yet at step 2',
  );
  expect(errors).toEqual([]);
});

test('the law of Kinetics ranks models by arithmetic and by the cache', async ({ page }) => {
  const errors = watchErrors(page);
  await page.goto('./methods/kinetics/');
  const law = page.getByRole('region', { name: 'What does a long answer cost?' });
  await expect(law.getByRole('status')).toHaveText(
    '32B against 0.6B: 44× the parameters cost 19× as much by arithmetic alone, 2.4× with the cache counted.',
  );
  await law.getByLabel('A byte costs, I, exact value').fill('0');
  await expect(law.getByRole('status')).toContainText('19× as much by arithmetic alone, 19×');
  await law.getByRole('button', { name: 'atlas-3m (ours)' }).click();
  await expect(law.getByRole('row', { name: /^atlas-3m \(ours\)/ }).first()).toBeVisible();
  expect(errors).toEqual([]);
});

test('both fit and can be read at every width', async ({ page }) => {
  await expectFits(
    page,
    async () => {
      await page.goto('./decode.html#d=decode&m=kinetics');
      await choose(page, 'mine.json', { kept: KEPT, tokens: TOKENS, method: 'my rule' });
    },
    async () => {
      await expect(
        page.getByRole('region', { name: 'What does a long answer cost?' }),
      ).toBeVisible();
      const map = page.getByRole('grid', { name: /^Timeline of layer 0, head 0/ });
      await expect(map).toHaveAttribute('aria-busy', 'false');
    },
  );
});
