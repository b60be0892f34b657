// The size of an element in CSS px and in device px, now and whenever it changes.

/** Calls back with the width of the content box; returns the function that stops. */
export function measure(
  element: HTMLElement,
  changed: (cssWidth: number, deviceWidth: number) => void,
): () => void {
  const view = element.ownerDocument.defaultView ?? window; // only it sees what it lays out
  const observer = new view.ResizeObserver(([entry]) => {
    if (!entry) return;
    const css = entry.contentRect.width;
    // Exact where the browser knows it; otherwise rounded, one pixel off at worst.
    const exact = entry.devicePixelContentBoxSize as readonly ResizeObserverSize[] | undefined;
    changed(css, exact?.[0]?.inlineSize ?? Math.round(css * view.devicePixelRatio));
  });
  try {
    observer.observe(element, { box: 'device-pixel-content-box' });
  } catch {
    observer.observe(element);
  }
  return () => observer.disconnect();
}
