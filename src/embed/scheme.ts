// Light or dark, as the place where the figure stands is: what the host says by a custom property,
// else the background that is painted behind it, else the colour scheme there, else the colour of the page's text.
import type { Theme } from '../figure/types.ts';

/** `choice` is the attribute `theme`; anything but light and dark follows the host. */
export function schemeOf(element: Element, choice: string | null): Theme {
  const style = getComputedStyle(element);
  for (const said of [choice, style.getPropertyValue('--sparsity-theme').trim()])
    if (said === 'light' || said === 'dark') return said;
  for (let at: Element | undefined = element; at; at = parentOf(at)) {
    const lightness = lightnessOf(getComputedStyle(at).backgroundColor);
    if (lightness !== null) return lightness < 0.5 ? 'dark' : 'light';
  }
  const { colorScheme } = style;
  if (colorScheme === 'light' || colorScheme === 'dark') return colorScheme;
  // What a page offers may stand in its head only: the colour of its text tells which one is on.
  const { color } = getComputedStyle(element.ownerDocument.documentElement);
  return lightnessOf(color)! > 0.5 ? 'dark' : 'light';
}

/** Out of a shadow root too, whichever window's it is. */
function parentOf(element: Element): Element | undefined {
  return element.parentElement ?? (element.getRootNode() as Partial<ShadowRoot>).host;
}

/** 0 black … 1 white, or null where the colour hides nothing of what lies behind. */
export function lightnessOf(colour: string): number | null {
  const numbers = colour.match(/[\d.]+(?:e-?\d+)?/g)?.map(Number) ?? [];
  const [a = 0, b = 0, c = 0, alpha = 1] = numbers;
  if (numbers.length < 3 || alpha < 0.5) return null;
  if (colour.startsWith('rgb')) return (0.2126 * a + 0.7152 * b + 0.0722 * c) / 255;
  if (colour.startsWith('color')) return 0.2126 * a + 0.7152 * b + 0.0722 * c;
  // lab and lch count to 100, oklab and oklch to 1
  return colour.startsWith('ok') ? a : a / 100;
}

/** Calls back when the host of `element` may have changed its colours, until the signal ends it. */
export function watchScheme(
  { ownerDocument: { documentElement, body } }: Element,
  changed: () => void,
  signal: AbortSignal,
): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed, { signal });
  // Pages switch by a class or an attribute on the root or the body.
  const observer = new MutationObserver(changed);
  for (const element of [documentElement, body]) observer.observe(element, { attributes: true });
  signal.addEventListener('abort', () => observer.disconnect());
}
