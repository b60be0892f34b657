// Films that were opened: what answers while the model is not there.
import { missingPart } from '../../core/snapshot-part.ts';
import type { ParamRecord } from '../../core/params.ts';
import type { Desk, Site } from '../contract.ts';
import { readFilm, type Film, type FilmSite } from './film.ts';

class HeldFilms {
  readonly #sites = new Map<string, FilmSite>();
  readonly #films = new Map<string, Film>();

  hold(opened: FilmSite | Film): void {
    if ('method' in opened) this.#films.set(`${keyOf(opened)} ${opened.method}`, opened);
    else this.#sites.set(keyOf(opened), opened);
  }

  site({ model, text, tokens, subject }: Site): FilmSite | undefined {
    const { layer, head, prompt } = subject;
    return this.#sites.get(JSON.stringify([model, text, tokens, layer, head, prompt]));
  }

  /** Undefined where the film is of another setting; throws where it may be there to fetch. */
  film(site: FilmSite, method: string, params: ParamRecord): Film | undefined {
    const film = this.#films.get(`${keyOf(site)} ${method}`);
    if (!film) throw missingPart(method);
    return JSON.stringify(film.params) === JSON.stringify(params) ? film : undefined;
  }
}

type Known = Pick<Film, 'text' | 'tokens' | 'place'>;

function keyOf({ text, tokens, place }: Known): string {
  const { model, layer, head, prompt } = place;
  return JSON.stringify([model, text, tokens, layer, head, prompt]);
}

export function heldFilms(desk: Desk): HeldFilms {
  return desk.state('held films', () => new HeldFilms());
}

/** Throws an ExpectedError where the file is no film. */
export function openFilm(bytes: ArrayBuffer, desk: Desk): void {
  const opened = readFilm(bytes);
  heldFilms(desk).hold(opened);
  if ('method' in opened) return;
  const { text, tokens, total, ids, pieces, starts, ends, place } = opened;
  desk.knowText({ model: place.model, text, tokens }, { total, ids, pieces, starts, ends });
}
