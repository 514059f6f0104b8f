/* global document, matchMedia */
/**
 * The reader's colours: those of the system until the button is pressed.
 * Calls `changed` with the theme whenever it becomes another; returns what tells the present one.
 */
export const followTheme = (changed) => {
  const button = document.getElementById('theme');
  const system = matchMedia('(prefers-color-scheme: dark)');
  const root = document.documentElement;
  const current = () => root.dataset.theme ?? (system.matches ? 'dark' : 'light');
  const show = () => {
    button.textContent = current() === 'dark' ? 'Light colours' : 'Dark colours';
    changed(current());
  };
  button.addEventListener('click', () => {
    root.dataset.theme = current() === 'dark' ? 'light' : 'dark';
    show();
  });
  system.addEventListener('change', show);
  button.hidden = false;
  show();
  return current;
};
