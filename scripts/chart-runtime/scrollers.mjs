/* global document, ResizeObserver */

const names = { tabindex: '0', role: 'group', 'aria-label': 'A table that scrolls sideways' };

const mark = (scroller) => {
  const scrolls = scroller.scrollWidth > scroller.clientWidth;
  for (const [name, value] of Object.entries(names))
    if (scrolls) scroller.setAttribute(name, value);
    else scroller.removeAttribute(name);
};

/** Tables that are wider than the page can be reached, and so scrolled, with the keyboard; others are no stop on the way. */
export const reachScrollers = () => {
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) mark(target);
  });
  for (const scroller of document.querySelectorAll('.scroller')) observer.observe(scroller);
};
