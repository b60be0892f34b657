// Colours around the map of a standalone SVG. White paper in light: figures go into papers and onto
// printers.
export const COLOURS = {
  light: {
    paper: '#ffffff',
    ink: '#1b1d22',
    soft: '#5b606b',
    line: '#8b8d92',
    bar: '#70747e',
    accent: '#2a6496',
    series: ['#2a6496', '#62135c', '#559961', '#57591a', '#4421a3', '#70747e'],
  },
  dark: {
    paper: '#131418',
    ink: '#eceae4',
    soft: '#a0a3ae',
    line: '#747987',
    bar: '#969ba8',
    accent: '#6cc0d8',
    series: ['#6cc0d8', '#b56582', '#92f6b0', '#cbc076', '#9962d6', '#969ba8'],
  },
} as const;
