// How a bar looks. The colours lean towards the text's, which the host has made to stand out from its ground: so bar
// and track differ on light and on dark, whether or not the host says `color-scheme`.

const CSS = `
  :host { display: block; font-variant-numeric: tabular-nums; --base: #8d35aa; }
  :host(:dir(rtl)) { --way: -1; }
  :host([status=completed]) { --base: #128a55; }
  :host([status=failed]) { --base: #cf2a38; }
  :host([status=cancelled]) { --base: #857c92; }
  :host([stalled]) { --base: #b06a00; }
  :host([hidden]), [hidden], :host([size=small]) :is(.line, .calm) { display: none; }
  .line, .middle, .foot { display: flex; gap: 0.75em; align-items: baseline; }
  .middle { align-items: center; }
  .foot { min-height: 1.5em; font-size: 0.875em; }
  .label, .step { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .track { flex: 1; overflow: hidden; height: var(--job-progress-height, 8px); margin: 4px 0;
    border-radius: var(--job-progress-radius, 99px);
    background: var(--job-progress-track, color-mix(in srgb, currentColor 13%, transparent)); }
  :host([size=small]) .track { height: var(--job-progress-height, 4px); }
  .bar { height: 100%; border-radius: inherit; transition: transform 0.35s ease-out;
    transform: translateX(calc((var(--done) - 1) * var(--way, 1) * 100%));
    background: var(--job-progress-color, color-mix(in oklab, var(--base) 64%, currentColor)); }
  .unknown .bar { width: 35%; transition: none; transform: none; animation: wander 1.6s ease-in-out infinite alternate; }
  @keyframes wander { to { transform: translateX(calc(var(--way, 1) * 186%)); } }
  :host(:is([stalled], [offline], [status=pending])) .bar { animation-play-state: paused; }
  :host([offline]) :is(.middle, .value) { opacity: 0.45; filter: grayscale(1); }
  button { font: inherit; font-size: 0.8em; color: inherit; border: 1px solid; border-radius: 4px; background: none; }
  .said { position: absolute; clip-path: inset(50%); width: 1px; overflow: hidden; }
  @media (prefers-reduced-motion: reduce) { .bar { transition: none; animation: none; } }
  @media (forced-colors: active) {
    .track { border: 1px solid; }
    .bar { forced-color-adjust: none; background: Highlight; }
  }
`;

let made = null;

/** A sheet made by the object model works under any Content-Security-Policy of the page; a <style> does not. */
export function sheet() {
  if (made === null) {
    made = new CSSStyleSheet();
    made.replaceSync(CSS);
  }
  return made;
}
