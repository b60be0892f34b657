// The same figure for every place where people write: each text is made from the spec alone.
import { writeQuery } from '../../core/link-text.ts';
import type { FigureSpec } from '../../core/spec.ts';
import { attributesOf, explicitQuery } from '../../embed/attributes.ts';
import listener from '../embedding/demos/frame.js?raw';
import { DEFAULT_LOOK, lookParts, type EmbedLook } from './look.ts';

export interface Snippet {
  readonly id: string;
  readonly label: string;
  /** What to do with it. */
  readonly note: string;
  readonly text: string;
}

export interface SharedFigure {
  readonly spec: FigureSpec;
  /** Address of the site's first page, ends with a slash. */
  readonly site: string;
  /** The page that shows the figure in the atlas. */
  readonly link: string;
  /** One plain sentence. */
  readonly caption: string;
  /** File name without its ending. */
  readonly fileName: string;
}

/** Height of an iframe before it has told its own, CSS px. */
const FRAME_HEIGHT = 760;

export function embedSnippets(
  figure: SharedFigure,
  look: EmbedLook = DEFAULT_LOOK,
): readonly Snippet[] {
  const { site } = figure;
  const frame = frameAddress(figure, look);
  const element = elementOf(figure, look);
  const loader = `<link rel="stylesheet" href="${site}embed.css">\n<script type="module" src="${site}embed.js"></script>`;
  return [
    {
      id: 'element',
      label: 'HTML element',
      note: 'Loader once per page, element wherever a figure belongs. What stands inside the element is shown without JavaScript.',
      text: `${loader}\n\n${element}`,
    },
    {
      id: 'iframe',
      label: 'iframe',
      note: 'For places that allow no scripts of others. With the listener the frame takes its figure’s height and the page’s colours. In its sandbox it draws where this site is sent with Access-Control-Allow-Origin: *, as most static hosts do; without that header it shows a picture and a link, so leave sandbox out there.',
      text: `${iframeOf(frame, figure, look)}\n\n${LISTENER}`,
    },
    {
      id: 'react',
      label: 'React / MDX',
      note: 'Works in any React from 18 on, rendered on a server too; the element keeps its own state.',
      text: reactOf(figure, look),
    },
    {
      id: 'jupyter',
      label: 'Jupyter',
      note: 'Shows the figure below the cell.',
      text: `from IPython.display import IFrame\n\nIFrame(${JSON.stringify(frame)}, width=${look.width ?? '"100%"'}, height=${FRAME_HEIGHT})`,
    },
    {
      id: 'quarto',
      label: 'Quarto',
      note: 'For HTML output; save the SVG beside the document for PDF.',
      text: [
        '::: {.content-visible when-format="html"}',
        `\`\`\`{=html}\n${loader}\n${element}\n\`\`\``,
        ':::',
        '::: {.content-visible unless-format="html"}',
        `![${markdown(figure.caption)}](${figure.fileName}.svg)`,
        ':::',
      ].join('\n'),
    },
  ];
}

/** The page that an iframe shows. */
export function frameAddress({ site, spec }: SharedFigure, look: EmbedLook): string {
  const parts = lookParts(look);
  const query = explicitQuery(spec);
  return `${site}embed.html?${parts.length > 0 ? `${query}&${writeQuery(parts)}` : query}`;
}

/** Needs nothing but a picture and a link, so it works for figures that only the atlas can compute. */
export function markdownSnippet({ caption, fileName, link }: SharedFigure): Snippet {
  return {
    id: 'markdown',
    label: 'Markdown',
    note: `Save the SVG as ${fileName}.svg beside the document; the picture leads to the live figure.`,
    text: `[![${markdown(caption)}](${fileName}.svg)](${link})`,
  };
}

function elementOf({ spec, link, caption }: SharedFigure, look: EmbedLook): string {
  const { width } = look;
  const parts = [
    ...attributesOf(spec),
    ...lookParts(look),
    ...(width === null ? [] : [['style', `max-width: ${width}px`] as const]),
  ];
  const attributes = parts.map(([name, value]) => ` ${name}="${html(value)}"`).join('');
  // On one line: in Markdown an element that is not HTML's own begins nothing otherwise.
  return `<sparsity-figure${attributes}>\n  <a href="${html(link)}">${html(caption)}</a>\n</sparsity-figure>`;
}

function iframeOf(address: string, { caption }: SharedFigure, { width }: EmbedLook): string {
  return `<iframe\n  src="${html(address)}"\n  title="${html(caption)}"\n  width="${width ?? '100%'}"\n  height="${FRAME_HEIGHT}"\n  loading="lazy"\n  frameborder="0"\n  sandbox="allow-scripts allow-popups"\n></iframe>`;
}

const LISTENER = `<script>\n${listener.trim().replace(/^/gm, '  ')}\n</script>`;

function reactOf({ spec, site }: SharedFigure, look: EmbedLook): string {
  const attributes = [...attributesOf(spec), ...lookParts(look)].map(
    ([name, value]) => `  ${name}={${JSON.stringify(value)}}`,
  );
  if (look.width !== null) attributes.push(`  style={{ maxWidth: ${look.width} }}`);
  return `import { useEffect } from 'react';

export function SparsityFigure(props) {
  useEffect(() => {
    if (customElements.get('sparsity-figure')) return;
    const script = document.createElement('script');
    script.type = 'module';
    script.src = '${site}embed.js';
    document.head.append(script);
  }, []);
  return <sparsity-figure {...props} />;
}

<SparsityFigure
${attributes.join('\n')}
/>`;
}

function html(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

function markdown(text: string): string {
  return text.replace(/[[\]\\`*_<>{}$]/g, '\\$&');
}
