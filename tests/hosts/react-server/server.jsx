// On the server: the page as HTML.
import { renderToString } from 'react-dom/server';
import { Page } from './page.jsx';

export const html = renderToString(<Page />);
