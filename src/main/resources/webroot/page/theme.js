// Light or dark: the system's, unless somebody chose. A classic script in the head, so that the first paint is right.
(() => {
  const KEY = 'job-tracker.theme';
  const root = document.documentElement;

  function stored() {
    try {
      return localStorage.getItem(KEY) ?? 'system';
    } catch {
      return 'system'; // Storage may be forbidden; the page works without it.
    }
  }

  function apply(theme) {
    if (theme === 'light' || theme === 'dark') {
      root.dataset.theme = theme;
    } else {
      delete root.dataset.theme;
    }
  }

  function choose(theme) {
    apply(theme);
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // The choice then holds for this visit.
    }
  }

  apply(stored());
  document.addEventListener('DOMContentLoaded', () => {
    const select = document.getElementById('theme');
    select.value = root.dataset.theme ?? 'system';
    select.addEventListener('change', () => choose(select.value));
  });
})();
