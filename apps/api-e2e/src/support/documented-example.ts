/** A request of /openapi.json and what the document says that it is answered. */
export interface DocumentedExample {
  /** `POST /v2/media/upload` */
  key: string;
  name: string;
  method: string;
  /** With its parameters in braces. */
  path: string;
  /** Whether a key is wanted, a person, or nobody in particular. */
  caller: 'key' | 'person' | 'anyone';
  parameters: { name: string; in: 'path' | 'query' | 'header'; value: string }[];
  contentType: string | undefined;
  /** JSON, or text as it is sent; undefined: none. */
  body: unknown;
  /** Null: not recorded yet. */
  status: number | null;
  /** Undefined where there is nothing to say. */
  answer: unknown;
}

type Json = Readonly<Record<string, unknown>>;

interface MediaType {
  examples?: Record<string, { value: unknown }>;
}

interface Parameter {
  name: string;
  in: DocumentedExample['parameters'][number]['in'];
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}

interface Operation {
  security: Json[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, MediaType> };
  responses: Record<string, { $ref?: string; content?: Record<string, MediaType> }>;
  'x-examples'?: Record<string, { status: number | null; body?: unknown }>;
}

export interface DocumentedApi {
  paths: Record<string, Record<string, Operation>>;
  components: { responses: Record<string, { content?: Record<string, MediaType> }> };
}

/** Every example of the document, in its order. */
export function examplesOf(api: DocumentedApi): DocumentedExample[] {
  return Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) =>
      Object.keys(operation['x-examples'] ?? {}).map((name) => exampleOf(api, operation, { path, method, name })),
    ),
  );
}

function exampleOf(
  api: DocumentedApi,
  operation: Operation,
  { path, method, name }: { path: string; method: string; name: string },
): DocumentedExample {
  const { status, body: broken } = operation['x-examples']![name]!;
  const [contentType, media] =
    Object.entries(operation.requestBody?.content ?? {}).find(([, { examples }]) => examples?.[name] !== undefined) ??
    [];
  const parameters = (operation.parameters ?? []).flatMap(({ name: parameter, in: place, example, examples }) => {
    const value = examples?.[name]?.value ?? (place === 'path' ? (example ?? firstOf(examples)) : undefined);
    return value === undefined ? [] : [{ name: parameter, in: place, value: textOf(value) }];
  });
  return {
    key: `${method.toUpperCase()} ${path}`,
    name,
    method: method.toUpperCase(),
    path,
    caller: callerOf(operation),
    parameters,
    contentType: contentType ?? (broken === undefined ? undefined : 'application/json'),
    body: media ? media.examples![name]!.value : broken,
    status,
    answer: answerOf(api, operation, String(status), name),
  };
}

/** Lists are written with commas. */
function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : typeof value === 'string' ? value : JSON.stringify(value);
}

function firstOf(examples: Parameter['examples']): unknown {
  return Object.values(examples ?? {})[0]?.value;
}

function callerOf({ security }: Operation): DocumentedExample['caller'] {
  if (security.length === 0) return 'anyone';
  return security.some((way) => 'apiKey' in way) ? 'key' : 'person';
}

function answerOf(api: DocumentedApi, { responses }: Operation, status: string, name: string): unknown {
  const response = responses[status];
  const told = response?.$ref ? api.components.responses[response.$ref.split('/').at(-1)!] : response;
  const contents = Object.values(told?.content ?? {});
  return contents.find(({ examples }) => examples?.[name])?.examples?.[name]?.value;
}
