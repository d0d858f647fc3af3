// The width of the panel of the open job, by pointer or by arrow keys; it stays for the next visit.

import { byId, setAttribute } from './dom.js';

const KEY = 'job-tracker.panel';
const LEAST = 340;
const MOST = 900;
const STEP = 40;

export function makeResizable() {
  const handle = byId('detail-edge');
  const panel = byId('detail');
  const set = (width) => {
    const fitting = Math.round(Math.min(MOST, Math.max(LEAST, width)));
    byId('frame').style.setProperty('--panel', `${fitting}px`);
    setAttribute(handle, 'aria-valuenow', String(fitting));
    try {
      localStorage.setItem(KEY, String(fitting));
    } catch {
      // Then it holds for this visit.
    }
  };
  handle.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener('pointermove', (event) => {
    if (handle.hasPointerCapture(event.pointerId)) {
      const { left, right } = panel.getBoundingClientRect();
      set(getComputedStyle(panel).direction === 'rtl' ? event.clientX - left : right - event.clientX);
    }
  });
  handle.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key];
    if (step) {
      event.preventDefault();
      set(panel.offsetWidth + step);
    }
  });
  restore(set);
}

function restore(set) {
  try {
    const width = Number(localStorage.getItem(KEY));
    if (width >= LEAST) {
      set(width);
    }
  } catch {
    // Storage may be forbidden; the page works without it.
  }
}
