/* global addEventListener, document */
// The listener of the documentation: every frame gets the height that its figure asks for.
addEventListener('message', ({ data, source }) => {
  if (data?.type !== 'sparsity-atlas:height' || data.version !== 1) return;
  for (const frame of document.querySelectorAll('iframe')) {
    if (frame.contentWindow === source) frame.height = String(Math.min(data.height, 4000));
  }
});
