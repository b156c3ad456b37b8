/** A rate card as Meta publishes it, and what the file does not say. */
export interface RateCardFile {
  /** CSV. */
  text: string;
  /** ISO 4217. */
  currency: string;
  /** First day on which it applies, `2026-11-20`. */
  effectiveFrom: string;
  /** Where the prices come from. */
  source?: string;
  /** Service messages per number and month that are free; left out: as on the card before. */
  freeServiceMessages?: string;
}

/** The file as a request: the body goes out as it is, the rest stands in the query. */
export function csvRequest({ text, ...query }: RateCardFile) {
  return {
    params: { query },
    body: text,
    bodySerializer: (body: unknown) => String(body),
    headers: { 'Content-Type': 'text/csv' },
  };
}
