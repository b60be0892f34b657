import { describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../src/figure/tokens.css';
import BudgetSlider from '../../../src/controls/BudgetSlider.svelte';
import Hint from '../../../src/controls/Hint.svelte';
import ParamForm from '../../../src/controls/ParamForm.svelte';
import type { ParamTable, ParamValue } from '../../../src/core/params.ts';

const table: ParamTable = {
  block: {
    kind: 'integer',
    label: 'Block size',
    help: 'Keys per block.',
    min: 1,
    max: 64,
    default: 16,
    unit: 'tokens',
    scale: 'log',
  },
  share: {
    kind: 'number',
    label: 'Share',
    help: 'How much.',
    min: 0,
    max: 1,
    step: 0.05,
    default: 0.5,
  },
  unit: {
    kind: 'choice',
    label: 'Unit',
    help: 'What is kept whole.',
    options: [
      { value: 'token', label: 'token' },
      { value: 'block', label: 'block' },
    ],
    default: 'block',
  },
  kernel: {
    kind: 'choice',
    label: 'Kernel',
    help: 'A long list.',
    options: ['one', 'two', 'three', 'four', 'five'].map((value) => ({ value, label: value })),
    default: 'one',
  },
  sinks: { kind: 'boolean', label: 'Keep the first key', help: 'Always.', default: true },
  radius: {
    kind: 'integer',
    label: 'Radius',
    help: 'Only for tokens.',
    min: 0,
    max: 9,
    default: 1,
    when: { param: 'unit', is: ['token'] },
  },
};
const values = { block: 16, share: 0.5, unit: 'block', kernel: 'one', sinks: true, radius: 1 };

function form(
  changes: { values?: Record<string, ParamValue>; set?: Record<string, ParamValue> } = {},
) {
  const onset = vi.fn<(name: string, value: ParamValue) => void>();
  const onreset = vi.fn<(name: string) => void>();
  const screen = render(ParamForm, {
    table,
    values: { ...values, ...changes.values },
    set: changes.set ?? {},
    onset,
    onreset,
  });
  return { screen, onset, onreset };
}

const field = (label: string) => page.getByRole('textbox', { name: `${label}, exact value` });

describe('numbers', () => {
  test('a good value typed is asked for', async () => {
    const { onset } = form();
    await field('Block size').fill('32');
    expect(onset).toHaveBeenLastCalledWith('block', 32);
  });

  test('a bad one is answered in place and not asked for', async () => {
    const { onset } = form();
    await field('Block size').fill('65');
    await expect
      .element(page.getByRole('alert'))
      .toHaveTextContent('Block size must be from 1 to 64, got 65');
    await expect.element(field('Block size')).toHaveAttribute('aria-invalid', 'true');
    expect(onset).not.toHaveBeenCalled();
    await userEvent.keyboard('{Escape}');
    await expect.element(field('Block size')).toHaveValue('16');
    expect(page.getByRole('alert').elements()).toHaveLength(0);
  });

  test('the slider says its value with the unit and moves by keys', async () => {
    const { onset } = form();
    const slider = page.getByRole('slider', { name: 'Block size' });
    await expect.element(slider).toHaveAttribute('aria-valuetext', '16 tokens');
    (slider.element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(onset).toHaveBeenLastCalledWith('block', 17);
    await userEvent.keyboard('{PageDown}');
    // A tenth of a slider from 1 to 64 is a factor 64^0.1 = 1.516: 16 / 1.516 = 10.6, but ten steps lead to 6.
    expect(onset).toHaveBeenLastCalledWith('block', 6);
  });

  test('dragging asks at every move', async () => {
    const { onset } = form();
    const slider = page.getByRole('slider', { name: 'Share' }).element() as HTMLInputElement;
    for (const position of ['612', '618', '700']) {
      slider.value = position;
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    }
    expect(onset.mock.calls).toEqual([
      ['share', 0.6],
      ['share', 0.6],
      ['share', 0.7],
    ]);
  });
});

describe('choices and switches', () => {
  test('few options stand side by side, many fold into a menu', async () => {
    const { onset } = form();
    await page.getByRole('radio', { name: 'token' }).click();
    expect(onset).toHaveBeenLastCalledWith('unit', 'token');
    await page.getByRole('combobox', { name: 'Kernel' }).selectOptions('three');
    expect(onset).toHaveBeenLastCalledWith('kernel', 'three');
  });

  test('a choice that its owner refuses stays where it was', async () => {
    form();
    await page.getByRole('radio', { name: 'token' }).click();
    await expect.element(page.getByRole('radio', { name: 'block' })).toBeChecked();
  });

  test('a switch asks for the opposite', async () => {
    const { onset } = form();
    await page.getByRole('switch', { name: 'Keep the first key' }).click();
    expect(onset).toHaveBeenLastCalledWith('sinks', false);
  });
});

describe('the form', () => {
  test('shows only what applies', async () => {
    const { screen } = form();
    expect(field('Radius').elements()).toHaveLength(0);
    await (await screen).rerender({ values: { ...values, unit: 'token' } });
    await expect.element(field('Radius')).toBeVisible();
  });

  test('marks what was set by hand, and takes it back', async () => {
    const { onreset } = form({ set: { share: 0.5 } });
    expect(page.getByRole('button', { name: /set by hand/ }).elements()).toHaveLength(1);
    await page.getByRole('button', { name: 'Share: set by hand, reset' }).click();
    expect(onreset).toHaveBeenCalledWith('share');
  });

  test('help is the description of its field', async () => {
    form();
    await expect.element(field('Block size')).toHaveAccessibleDescription('Keys per block.');
  });
});

describe('the budget', () => {
  test('is written as what is kept', async () => {
    await render(BudgetSlider, { budget: 0.2, onbudget: () => undefined });
    const slider = page.getByRole('slider', { name: 'Budget' });
    await expect.element(slider).toHaveAttribute('aria-valuetext', '20 % kept');
  });

  test('half of the slider from 1 % to 100 % is 10 %', async () => {
    const onbudget = vi.fn<(budget: number) => void>();
    await render(BudgetSlider, { budget: 0.2, onbudget });
    const slider = page.getByRole('slider', { name: 'Budget' }).element() as HTMLInputElement;
    slider.value = '500';
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    expect(onbudget).toHaveBeenLastCalledWith(0.1);
  });

  test('keys move by what is written: whole percents above a tenth', async () => {
    const onbudget = vi.fn<(budget: number) => void>();
    await render(BudgetSlider, { budget: 0.2, onbudget });
    (page.getByRole('slider', { name: 'Budget' }).element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(onbudget).toHaveBeenLastCalledWith(0.21);
  });

  test('null says that the method’s defaults are in force', async () => {
    await render(BudgetSlider, { budget: null, onbudget: () => undefined });
    await expect.element(page.getByText('method’s defaults')).toBeVisible();
  });

  test('is told what is in force instead; the way back is named for what it does', async () => {
    const onreset = vi.fn();
    const props = { onbudget: () => undefined, onreset, unset: 'set by hand' };
    const screen = await render(BudgetSlider, { ...props, budget: null });
    await expect.element(page.getByText('set by hand')).toBeVisible();
    await screen.rerender({ ...props, budget: 0.2 });
    await page.getByRole('button', { name: 'Budget: back to the method’s own defaults' }).click();
    expect(onreset).toHaveBeenCalledOnce();
  });
});

describe('a hint', () => {
  const props = { label: 'recall', text: 'Share of attention that falls on kept keys.' };
  const term = () => page.getByRole('button', { name: 'recall' });
  const box = () => document.querySelector<HTMLElement>('[popover]');

  test('describes its term for everyone at once', async () => {
    await render(Hint, props);
    await expect.element(term()).toHaveAccessibleDescription(props.text);
  });

  test('opens on click, stays inside 360 px, closes on Escape', async () => {
    await page.viewport(360, 640);
    await render(Hint, { ...props, text: props.text.repeat(6) });
    await term().click();
    await expect.poll(() => box()?.matches(':popover-open')).toBe(true);
    const { left, right, top, bottom } = box()!.getBoundingClientRect();
    expect(left).toBeGreaterThanOrEqual(0);
    expect(right).toBeLessThanOrEqual(360);
    expect(top).toBeGreaterThanOrEqual(0);
    expect(bottom).toBeLessThanOrEqual(640);
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => box()?.matches(':popover-open')).toBe(false);
  });

  for (const style of ['zoom: 1.5', 'zoom: 0.5', 'transform: scale(0.5)'])
    test(`stands under its term on a page with ${style}`, async () => {
      await page.viewport(900, 640);
      const { container } = await render(Hint, props);
      container.style.cssText = `margin-left: 300px; transform-origin: 0 0; ${style}`;
      await term().click();
      await expect.poll(() => box()?.matches(':popover-open')).toBe(true);
      const under = term().element().getBoundingClientRect();
      const middle = (of: DOMRect) => of.left + of.width / 2;
      const place = () => box()!.getBoundingClientRect();
      await expect.poll(() => Math.abs(middle(place()) - middle(under))).toBeLessThan(2);
      expect(place().top - under.bottom).toBeCloseTo(6, 0);
    });

  test('opens for the keyboard on focus and closes when it leaves', async () => {
    await render(Hint, props);
    await userEvent.keyboard('{Tab}');
    await expect.poll(() => box()?.matches(':popover-open')).toBe(true);
    (document.activeElement as HTMLElement).blur();
    await expect.poll(() => box()?.matches(':popover-open')).toBe(false);
  });

  test('closes when something else is pressed', async () => {
    await render(Hint, props);
    await term().click();
    await expect.poll(() => box()?.matches(':popover-open')).toBe(true);
    document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    await expect.poll(() => box()?.matches(':popover-open')).toBe(false);
  });
});
