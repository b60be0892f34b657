// The figure's colours and type inside a shadow root. Each of them can be set from the host's page by a
// custom property of the same name with the prefix --sparsity-, e.g. `--sparsity-accent: teal`.
import tokens from '../figure/tokens.css?inline';

let style: string | undefined;

export function colourStyle(): string {
  return (style ??= openToHost(tokens));
}

/**
 * `--accent: #123` becomes `--accent: var(--sparsity-accent, #123)`, and what stands on the root of a
 * page stands on the figure's frame, which knows the theme.
 */
export function openToHost(css: string): string {
  const framed = css
    .replace(/:root(\S*?)\s*,\s*:host\((\S+?)\)(?=\s*\{)/g, '.sf-frame$2')
    .replace(/:root\s*,\s*:host(?=\s*\{)/g, '.sf-frame');
  return framed.replace(/--([a-z0-9-]+):\s*([^;}]+)(?=[;}])/g, '--$1:var(--sparsity-$1,$2)');
}
