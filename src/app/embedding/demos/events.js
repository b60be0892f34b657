const figure = document.querySelector('#heard');
const log = document.querySelector('#log');
const lines = [];

function write({ type, detail }) {
  const { label, message, spec } = detail;
  const news = label ?? message ?? `budget ${spec.budget}`;
  lines.unshift(`${type}: ${news}`);
  log.textContent = lines.slice(0, 5).join('\n');
}

for (const name of ['progress', 'ready', 'change', 'error']) {
  figure.addEventListener(`sparsity-${name}`, write);
}
