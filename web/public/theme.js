// Before the first paint, so that a dark page does not flash white.
try {
  const theme = localStorage.getItem('parley.theme');
  if (theme === 'light' || theme === 'dark' || theme === 'contrast') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is closed: the page follows the system.
}
