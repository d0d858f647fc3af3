// Addresses in texts of others, as links that give nothing away and run nothing.

import { element } from './dom.js';

const WEB = /^https?:\/\/[^\s"\\]+$/;
const QUOTED = /("https?:\/\/[^\s"\\]+")/;

export const isWeb = (text) => WEB.test(text);

export const link = (url, text = url) => element('a', { href: url, text, target: '_blank', rel: 'noopener noreferrer' });

/** The text of a JSON value, in which strings that are addresses are links. */
export function jsonNodes(text) {
  return text.split(QUOTED).flatMap((part) => (isWeb(part.slice(1, -1)) && part[0] === '"' ? ['"', link(part.slice(1, -1)), '"'] : [part]));
}
