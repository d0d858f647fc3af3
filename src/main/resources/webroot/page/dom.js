// The few things that this page does to the document. All text goes through text nodes, never through a parser.

export const byId = (id) => document.getElementById(id);

/** A new element with a class, a text and children. */
export function element(tag, { cls, text, ...properties } = {}, ...children) {
  const made = document.createElement(tag);
  if (cls) {
    made.className = cls;
  }
  if (text !== undefined) {
    made.textContent = text;
  }
  Object.assign(made, properties);
  made.append(...children);
  return made;
}

/**
 * Writes a text only where it differs: an equal write would still cost a layout and end a selection. A text node that is
 * there stays, as a new one would make the browser match the styles of its neighbours again.
 */
export function setText(node, text) {
  const only = node.childNodes.length === 1 && node.firstChild.nodeType === Node.TEXT_NODE ? node.firstChild : null;
  if (only && text) {
    if (only.data !== text) {
      only.data = text;
    }
  } else if (node.textContent !== text) {
    node.textContent = text;
  }
}

export function setHidden(node, hidden) {
  if (node.hidden !== hidden) {
    node.hidden = hidden;
  }
}

export function setAttribute(node, name, value) {
  if (value === null) {
    node.removeAttribute(name);
  } else if (node.getAttribute(name) !== value) {
    node.setAttribute(name, value);
  }
}

/** Runs a function at most once per frame, however often it is asked for. */
export function oncePerFrame(run) {
  let asked = false;
  return () => {
    if (!asked) {
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        run();
      });
    }
  };
}

/** Runs a function when nothing asked for it any more for so many milliseconds. */
export function whenQuiet(run, delay) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(run, delay);
  };
}

/** Copies a text and says so on the button. */
export async function copyFrom(button, text) {
  const words = (button.dataset.words ??= button.textContent);
  button.textContent = (await copied(text)) ? 'Copied' : 'Not copied';
  setTimeout(() => {
    button.textContent = words;
  }, 1500);
}

async function copied(text) {
  try {
    // Only there in a secure context: https, or localhost.
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = element('textarea', { value: text, readOnly: true, cls: 'visually-hidden' });
    (document.querySelector('dialog[open]') ?? document.body).append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}
