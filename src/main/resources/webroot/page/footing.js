// What is said around the rows: how many there are, how to get more, and what to do when there are none.

import { byId, copyFrom, setHidden, setText } from './dom.js';
import { number } from './format.js';
import { at } from './root.js';

const MOST_UNASKED = 1_000; // Scrolling loads this many rows by itself; after that it takes a click.

function curl(isSignedIn) {
  const token = isSignedIn ? " \\\n  -H 'Authorization: Bearer YOUR_TOKEN'" : '';
  return `curl ${at('api/jobs')}${token} \\
  -H 'Content-Type: application/json' \\
  -d '{"type": "export", "title": "My first job"}'`;
}

export class Footing {
  #list;
  #view;
  #summary;
  #session;

  constructor({ list, view, summary, session }) {
    this.#list = list;
    this.#view = view;
    this.#summary = summary;
    this.#session = session;
    byId('more').addEventListener('click', () => list.more());
    byId('copy-curl').addEventListener('click', (event) => copyFrom(event.target, byId('curl').textContent));
    new IntersectionObserver(([seen]) => {
      if (seen.isIntersecting && scrollY > 0 && list.held.size < MOST_UNASKED) {
        list.more();
      }
    }, { rootMargin: '300px' }).observe(byId('more-bar'));
  }

  show() {
    const list = this.#list;
    const count = list.held.size;
    const isFiltered = this.#view.isFiltered;
    const isEmpty = count === 0 && !list.isLoading && !list.hasMore;
    setHidden(byId('columns'), count === 0);
    setText(byId('curl'), curl(this.#session.isSignedIn));
    setHidden(byId('no-jobs'), !isEmpty || isFiltered);
    setHidden(byId('no-match'), !isEmpty || !isFiltered);
    setText(byId('count'), this.#counted(count, isFiltered));
    setHidden(byId('more-bar'), !list.hasMore);
    byId('more').disabled = list.isLoading;
    setText(byId('more'), this.#view.view.search ? 'Search on' : 'Show more');
    setText(byId('more-text'), this.#older());
  }

  #older() {
    const { search, order } = this.#view.view;
    if (search) {
      return `${number(this.#list.scanned)} jobs searched, and there are older ones.`;
    }
    return order === 'newest' ? 'There are older jobs.' : 'There are older jobs, which are not sorted in.';
  }

  #counted(count, isFiltered) {
    if (this.#list.isLoading && count === 0) {
      return 'Loading…';
    }
    const { total } = this.#summary;
    if (isFiltered || total === null || total <= count) {
      return `${number(count)}${this.#list.hasMore ? '+' : ''}${isFiltered ? ' found' : ''}`;
    }
    return `${number(count)} of ${number(total)}`;
  }
}
