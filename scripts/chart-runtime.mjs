/* global document, IntersectionObserver */
/** Runs in report.html: makes charts of its drawings, and lets the reader choose its colours. */
import { createChart } from './chart-runtime/chart.mjs';
import { followTheme } from './chart-runtime/page-theme.mjs';
import { reachScrollers } from './chart-runtime/scrollers.mjs';

/** How far from being seen a chart is made; pages with many charts so open at once. */
const ahead = '800px 0px';

const charts = new Map();
const currentTheme = followTheme((theme) => {
  for (const chart of charts.values()) chart.draw(theme);
});

const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      const chart = createChart(target);
      charts.set(target, chart);
      chart.draw(currentTheme());
    }
  },
  { rootMargin: ahead },
);
for (const figure of document.querySelectorAll('figure.chart')) observer.observe(figure);
reachScrollers();
