/** An element of the frame or the poster. */
export function box<K extends keyof HTMLElementTagNameMap = 'div'>(
  className: string,
  name: K = 'div' as K,
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  element.className = className;
  return element;
}
