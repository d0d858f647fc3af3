// Which jobs of the list are chosen for what is done to many at once.

export class Picks {
  #ids = new Set();
  #changed = [];

  /** Whether all that match the view are chosen, also those that are not loaded. */
  isAll = false;

  /** Whether somebody selects at all. */
  isOn = false;

  onChange(listener) {
    this.#changed.push(listener);
  }

  get ids() {
    return [...this.#ids];
  }

  has(id) {
    return this.isAll || this.#ids.has(id);
  }

  toggle(id) {
    if (this.isAll || !this.#ids.delete(id)) {
      this.#ids.add(id);
    }
    this.isAll = false;
    this.#tell();
  }

  set(ids, isAll = false) {
    this.#ids = new Set(ids);
    this.isAll = isAll;
    this.#tell();
  }

  /** A job that is gone is not chosen any more. */
  remove(id) {
    if (this.#ids.delete(id)) {
      this.#tell();
    }
  }

  #tell() {
    this.#changed.forEach((listener) => listener());
  }
}
