// The page for an iframe: one figure, read from the address. Tells the page around it how high it is,
// so that it never needs a scroll bar of its own. The element is loaded by the page itself.
// Uses no storage, works with an opaque origin.
import './page.css';
import { heightMessage, isHello } from './height.ts';
import { hostColours, type HostColours } from './host-colours.ts';
import { pageAttributes } from './page-attributes.ts';

const figure = document.createElement('sparsity-figure');
for (const [name, value] of pageAttributes(location.search, location.hash)) {
  figure.setAttribute(name, value);
}
figure.setAttribute('loading', 'eager');
document.body.replaceChildren(figure);

/** The height is no secret: whoever shows the frame may know it, and an origin may be opaque. */
const tell = (): void => {
  parent.postMessage(heightMessage(document.body.scrollHeight), '*');
};
/** The figure takes its theme from the custom property, as on any page that names one. */
const wear = ({ theme, colorScheme }: HostColours): void => {
  const { style } = document.documentElement;
  style.colorScheme = colorScheme;
  if (theme !== null) style.setProperty('--sparsity-theme', theme);
};

if (parent !== window) {
  new ResizeObserver(tell).observe(document.body);
  // A host that follows its readers has other colours now, and is asked for them by the same message.
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', tell);
  addEventListener('message', ({ source, data }) => {
    if (source !== parent) return;
    const colours = hostColours(data);
    if (colours) wear(colours);
    else if (isHello(data)) tell();
  });
}
