// The colour scheme in force. public/theme.js applies a stored choice before the first paint.

export type ThemeChoice = 'auto' | 'light' | 'dark';

class Theme {
  choice = $state<ThemeChoice>('auto');
  #system = $state<'light' | 'dark'>('light');

  constructor() {
    const stored = document.documentElement.dataset['theme'];
    if (stored === 'light' || stored === 'dark') this.choice = stored;
    const dark = matchMedia('(prefers-color-scheme: dark)');
    this.#system = dark.matches ? 'dark' : 'light';
    dark.addEventListener('change', () => (this.#system = dark.matches ? 'dark' : 'light'));
    // Chosen on another open page of the site; without a key all was forgotten.
    addEventListener('storage', ({ key, newValue }) => {
      if (key !== 'theme' && key !== null) return;
      this.#apply(newValue === 'light' || newValue === 'dark' ? newValue : 'auto');
    });
  }

  get current(): 'light' | 'dark' {
    return this.choice === 'auto' ? this.#system : this.choice;
  }

  choose(choice: ThemeChoice): void {
    this.#apply(choice);
    try {
      if (choice === 'auto') localStorage.removeItem('theme');
      else localStorage.setItem('theme', choice);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  }

  #apply(choice: ThemeChoice): void {
    this.choice = choice;
    const root = document.documentElement;
    if (choice === 'auto') delete root.dataset['theme'];
    else root.dataset['theme'] = choice;
  }
}

export const theme = new Theme();
