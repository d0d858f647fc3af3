// Progress over time of one open job, as far as this page has seen it. The line fills the figure from where it was to
// where it is, as a whole from 0 to 100 would be flat for most jobs; the text says from where to where.

import { byId, setAttribute, setHidden, setText } from './dom.js';
import { duration, percentOf } from './format.js';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 300;
const HEIGHT = 48;
const EDGE = 3;
const LEAST_RISE = 0.005; // Less is drawn as the flat line that it is.

export class Sparkline {
  #figure = byId('spark');
  #svg = byId('spark-svg');
  #area = document.createElementNS(SVG, 'path');
  #line = document.createElementNS(SVG, 'path');

  constructor() {
    this.#area.setAttribute('class', 'spark-area');
    this.#line.setAttribute('class', 'spark-line');
    this.#svg.append(this.#area, this.#line);
  }

  /** Draws the samples up to now; fewer than two make no line. */
  show(samples, now = performance.now()) {
    setHidden(this.#figure, samples.length < 2);
    if (samples.length < 2) {
      return;
    }
    const start = samples[0].at;
    const span = Math.max(now - start, 1);
    const x = (at) => ((at - start) / span) * WIDTH;
    const [from, to] = [samples[0].progress, samples.at(-1).progress];
    const rise = Math.max(to - from, LEAST_RISE);
    const y = (progress) => HEIGHT - EDGE - ((progress - from) / rise) * (HEIGHT - 2 * EDGE);
    const points = samples.map(({ at, progress }) => `${x(at).toFixed(1)} ${y(progress).toFixed(1)}`);
    points.push(`${WIDTH} ${y(to).toFixed(1)}`);
    const line = `M${points.join('L')}`;
    setAttribute(this.#line, 'd', line);
    setAttribute(this.#area, 'd', `${line}V${HEIGHT}H0Z`);
    setText(byId('spark-text'), `From ${percentOf(from)} to ${percentOf(to)} in the last ${duration(span / 1000)}`);
  }
}
