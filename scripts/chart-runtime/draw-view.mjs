import { parse, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { Handler } from 'vega-tooltip';

const tooltip = new Handler({ disableDefaultStyle: true });

/** The narrowest plot that can be read, and the widest that still looks like one, in pixels. */
const [narrowest, widest] = [230, 720];
/** Pixels that an entry of the legend takes. */
const entryWidth = 90;

/** As many entries of the legend beside one another as there is room for. */
const fitLegends = (spec, room) => ({
  ...spec,
  legends: spec.legends?.map((legend) => ({
    ...legend,
    columns: Math.max(1, Math.min(legend.columns ?? 4, Math.floor(room / entryWidth))),
  })),
});

/** Pixels that axes, labels and padding take beside the plot of a view that has run. */
const besidePlot = (view) => {
  const { left, right } = view.padding();
  return view.scenegraph().root.bounds.width() + left + right - view.width();
};

/** Draws a specification into an element as wide as fits there; the page's policy allows no evaluation, hence the interpreter. */
export const drawView = async (spec, element) => {
  const room = element.clientWidth;
  const runtime = parse(fitLegends(spec, room), undefined, { ast: true });
  const view = new View(runtime, {
    expr: expressionInterpreter,
    renderer: 'svg',
    tooltip: tooltip.call,
  });
  // Once without an element, to learn what stands beside the plot: drawing is what takes time.
  await view.runAsync();
  const width = Math.floor(room - besidePlot(view));
  view.width(Math.max(narrowest, Math.min(widest, width)));
  await view.initialize(element).hover().runAsync();
  return view;
};

/** Shows what is known of a point of a drawing beside it; without a point hides it. */
export const showTooltip = (point) => {
  if (point === undefined) {
    tooltip.call(undefined, undefined, undefined, null);
    return;
  }
  const { left, bottom, width } = point.getBoundingClientRect();
  const place = { clientX: left + width / 2, clientY: bottom };
  tooltip.call(undefined, place, undefined, point.__data__.tooltip);
};
