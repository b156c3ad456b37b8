// Before the first paint, so that nobody who chose dark sees a flash of white. A file of its own, for the page forbids inline scripts.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem('switchboard-color-scheme');
  } catch {
    // Storage may be forbidden; the system's choice then stands.
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
