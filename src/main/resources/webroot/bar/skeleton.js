// The nodes of a bar. Most are parts, which the page may style by name.

function node(tag, name, ...children) {
  const made = document.createElement(tag);
  made.className = name;
  made.part.add(name);
  made.append(...children);
  return made;
}

/** Fills a shadow root and returns its nodes by name. */
export function build(root) {
  const at = {};
  const make = (tag, name, ...children) => (at[name] = node(tag, name, ...children));
  const slot = document.createElement('slot');
  make('div', 'line', make('span', 'label'), make('span', 'value'));
  make('div', 'middle', make('div', 'track', make('div', 'bar')), slot, make('button', 'cancel'));
  make('div', 'foot', make('span', 'step'), make('span', 'note'));
  make('span', 'said', document.createElement('i')).role = 'status';
  at.cancel.type = 'button';
  at.track.role = 'progressbar';
  at.track.ariaValueMin = 0;
  at.track.ariaValueMax = 100;
  root.append(at.line, at.middle, at.foot, at.said);
  return at;
}
