/* global document */

/** The selection of the figures' legends: the tests that stand out, all where it is empty. */
const selection = 'chosen';

const testsOf = ({ legends = [] }) => [...new Set(legends.flatMap(({ values }) => values ?? []))];

/**
 * Buttons that do from the keyboard what a click on the legend does: tests that are pressed stand out,
 * the others fade.
 */
export const createTestButtons = (place, spec, currentView) => {
  const tests = testsOf(spec);
  const pressed = new Set();
  const apply = async () => {
    const view = currentView();
    if (view === undefined || tests.length < 2) return;
    const fields = view.signal(`${selection}_tuple_fields`);
    const values = [...pressed].map((test) => ({ unit: '', fields, values: [test] }));
    await view.data(`${selection}_store`, values).runAsync();
  };
  if (tests.length > 1)
    place.append(
      'Highlight',
      ...tests.map((test) => {
        const button = document.createElement('button');
        button.type = 'button';
        button.textContent = test;
        button.setAttribute('aria-pressed', 'false');
        button.addEventListener('click', () => {
          if (!pressed.delete(test)) pressed.add(test);
          button.setAttribute('aria-pressed', String(pressed.has(test)));
          void apply();
        });
        return button;
      }),
    );
  return { apply };
};
