/** One page of a list, and where the next one begins; null after the last. */
export interface FetchedPage<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/**
 * A list that is fetched page by page, as it is walked through:
 *
 *     for await (const message of client.messages.list({ status: 'failed' })) …
 *     for await (const page of client.messages.list().pages()) …
 */
export class Paged<Item> implements AsyncIterable<Item> {
  constructor(private readonly fetchPage: (cursor: string | undefined) => Promise<FetchedPage<Item>>) {}

  /** The list in pages. Each walk fetches anew. */
  async *pages(): AsyncGenerator<readonly Item[], void, undefined> {
    let cursor: string | undefined;
    do {
      const page = await this.fetchPage(cursor);
      yield page.items;
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
  }

  /** The list item by item. Each walk fetches anew. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const page of this.pages()) yield* page;
  }
}
