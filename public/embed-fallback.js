// What a frame shows where its figure cannot be drawn: a picture of the method and the way to the live figure.
// A frame in a sandbox is of no origin, and modules from a host that does not allow every origin are kept from
// it; a plain script like this one is not, nor is a picture.
addEventListener('load', () => {
  if (customElements.get('sparsity-figure') && !document.getElementById('fallback')) return;
  console.warn(
    'The figure’s scripts did not load. In a frame with “sandbox” they need the header Access-Control-Allow-Origin: *.',
  );
  const asked = new URLSearchParams(`${location.search.slice(1)}&${location.hash.slice(1)}`);
  const said = (...names) => names.map((name) => asked.get(name)).find((value) => value);
  const [method, domain, theme] = [said('m', 'method'), said('d', 'domain'), said('theme')];
  // Of the frame's page alone; the rest is a link's.
  for (const name of ['controls', 'theme', 'subject']) asked.delete(name);

  const words = document.createElement('p');
  const link = document.createElement('a');
  Object.assign(link, { href: './', target: '_blank', rel: 'noopener' });
  link.textContent = 'Open the live figure in the Sparsity Atlas';
  words.append(link);
  const { style } = document.body;
  Object.assign(style, { margin: '0', fontFamily: 'system-ui, sans-serif', textAlign: 'center' });
  document.body.replaceChildren(words);
  // A method's name alone, unless an earlier domain has one of the same name.
  if (method) show(domain ? [`${domain}-${method}`, method] : [method]);
  tell();

  function show([slug, ...others]) {
    if (!/^[a-z0-9-]+$/.test(slug ?? '')) return;
    const dark = theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    const image = new Image();
    image.alt = `${method}, a picture of the method at its usual setting`;
    Object.assign(image.style, { display: 'block', margin: '0 auto', width: 'min(100%, 648px)' });
    image.onload = () => {
      link.href = `./methods/${slug}/#${asked}`;
      words.after(image);
      tell();
    };
    image.onerror = () => show(others);
    image.src = `./snapshots/methods/${slug}-${dark ? 'dark' : 'light'}.svg`;
  }

  function tell() {
    if (parent === window) return;
    const height = document.body.scrollHeight;
    parent.postMessage({ type: 'sparsity-atlas:height', version: 1, height }, '*');
  }
});
