import type { Answer, ApiDocument, Operation, Reference } from './document-types';

const TITLES: Readonly<Record<string, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  402: 'PaymentRequired',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  413: 'PayloadTooLarge',
  415: 'UnsupportedMediaType',
  422: 'Unprocessable',
  429: 'TooManyRequests',
  500: 'InternalError',
  502: 'BadGateway',
  503: 'Unavailable',
  504: 'GatewayTimeout',
};

interface Use {
  operation: Operation;
  status: string;
  answer: Answer;
}

/** The same document with every failure that several operations answer word for word told once. */
export function shareAnswers(document: ApiDocument): ApiDocument {
  const responses: Record<string, Answer> = {};
  for (const [text, uses] of Map.groupBy(failuresOf(document), ({ answer }) => JSON.stringify(answer))) {
    const [first] = uses;
    if (!first || uses.length < 2) continue;
    const name = freeName(nameOf(first), responses);
    responses[name] = JSON.parse(text) as Answer;
    for (const { operation, status } of uses) operation.responses[status] = { $ref: `#/components/responses/${name}` };
  }
  const sorted = Object.entries(responses).sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...document, components: { ...document.components, responses: Object.fromEntries(sorted) } };
}

function failuresOf({ paths }: ApiDocument): Use[] {
  const operations = Object.values(paths).flatMap((path) => Object.values(path));
  return operations.flatMap((operation) =>
    Object.entries(operation.responses).flatMap(([status, answer]) =>
      isAnswer(answer) && Number(status) >= 400 ? [{ operation, status, answer }] : [],
    ),
  );
}

function isAnswer(answer: Answer | Reference): answer is Answer {
  return !('$ref' in answer);
}

/** `ConsoleNotFound`: the surface, by its error's schema, and the status. */
function nameOf({ status, answer }: Use): string {
  const [media] = Object.values(answer.content ?? {});
  const schema = media?.schema.$ref?.replace(/^.*\//, '').replace(/Error$/, '') ?? '';
  return `${schema === 'Problem' ? 'Console' : schema}${TITLES[status] ?? status}`;
}

function freeName(name: string, taken: Readonly<Record<string, unknown>>): string {
  for (let count = 1; ; count += 1) {
    const free = count === 1 ? name : `${name}${count}`;
    if (!(free in taken)) return free;
  }
}
