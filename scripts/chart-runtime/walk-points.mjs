/** Lets the arrow keys go from point to point of a drawing, and says what is known of each. */
import { showTooltip } from './draw-view.mjs';

const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

const describe = (tooltip) =>
  Object.entries(tooltip ?? {})
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

export const walkPoints = (plot, spoken) => {
  let at = -1;
  const points = () => [...plot.querySelectorAll('[aria-roledescription="point"]')];
  const leave = () => {
    for (const point of points()) point.classList.remove('pointed');
    showTooltip(undefined);
  };
  plot.addEventListener('keydown', (event) => {
    const step = steps[event.key];
    const all = points();
    if (event.key === 'Escape') leave();
    if (step === undefined || all.length === 0) return;
    event.preventDefault();
    leave();
    at = at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length;
    all[at].classList.add('pointed');
    showTooltip(all[at]);
    spoken.textContent = describe(all[at].__data__.tooltip);
  });
  plot.addEventListener('blur', () => {
    leave();
    at = -1;
  });
};
