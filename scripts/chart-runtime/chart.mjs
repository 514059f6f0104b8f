/* global ResizeObserver */
import { applyChanges } from './apply-changes.mjs';
import { drawView } from './draw-view.mjs';
import { createTestButtons } from './test-buttons.mjs';
import { walkPoints } from './walk-points.mjs';

/** The chart of a figure element of the page. */
export const createChart = (figure) => {
  const plot = figure.querySelector('.plot');
  const views = JSON.parse(figure.querySelector('script').textContent);
  let theme;
  let drawn;
  let width = 0;
  /** Drawings are made one after the other; the last asked for stays. */
  let turn = Promise.resolve();

  const chosen = () =>
    views.find(({ id }) => id === figure.querySelector('.views input:checked')?.value) ?? views[0];
  const buttons = createTestButtons(figure.querySelector('.tests'), views[0].spec, () => drawn);

  const redraw = async () => {
    const { id, spec, dark } = chosen();
    drawn?.finalize();
    width = plot.clientWidth;
    drawn = await drawView(theme === 'dark' ? applyChanges(spec, dark) : spec, plot);
    await buttons.apply();
    for (const note of figure.querySelectorAll('.notes')) note.hidden = note.dataset.view !== id;
  };
  const draw = (wanted) => {
    theme = wanted;
    turn = turn.then(redraw);
    return turn;
  };

  plot.hidden = false;
  figure.querySelector('.controls').hidden = false;
  figure.classList.add('drawn');
  for (const input of figure.querySelectorAll('.views input'))
    input.addEventListener('change', () => draw(theme));
  walkPoints(plot, figure.querySelector('.spoken'));
  new ResizeObserver(() => {
    if (width !== 0 && plot.clientWidth !== 0 && plot.clientWidth !== width) draw(theme);
  }).observe(plot);
  return { draw };
};
