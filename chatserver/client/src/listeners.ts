// Who wants to hear of something.

/** A list of listeners to one kind of news. */
export class Listeners<News> {
  readonly #all = new Set<(news: News) => void>();

  /** Returns how to stop listening. */
  add(listener: (news: News) => void): () => void {
    // wrapped, so that the same function added twice is heard twice and stopped once
    const own = (news: News): void => listener(news);
    this.#all.add(own);
    return () => void this.#all.delete(own);
  }

  tell(news: News): void {
    for (const listener of [...this.#all]) listener(news);
  }
}
