// Sets the chosen theme before the first paint, so that a dark page never flashes white.
(() => {
  try {
    const theme = localStorage.getItem('theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage can be forbidden; the system's scheme applies then.
  }
})();
