import type { Example } from './document-types';
import type { OperationEntry } from './operations/entry';

/** What the platform answered to an example's request when it was recorded; the end-to-end test holds it to that. */
export interface RecordedAnswer {
  status: number;
  /** JSON, or text. */
  body?: unknown;
}

/** By route, by example. */
export type RecordedAnswers = Readonly<Record<string, Readonly<Record<string, RecordedAnswer>>>>;

/** The examples of a route's answers with this status. */
export function exampleAnswersOf(
  recorded: RecordedAnswers[string] | undefined,
  status: number,
  { examples }: OperationEntry,
): Record<string, Example> {
  const answers = Object.entries(recorded ?? {}).filter(
    ([name, answer]) => examples?.[name] !== undefined && answer.status === status && answer.body !== undefined,
  );
  return Object.fromEntries(
    answers.map(([name, { body }]) => {
      const summary = examples?.[name]?.summary;
      return [name, { ...(summary && { summary }), value: body }];
    }),
  );
}
