import type ts from 'typescript';
import { exampleAnswersOf, type RecordedAnswers } from './answers';
import type { Components } from './components';
import type { Answer, Example, MediaType, Operation, Parameter, RequestBody, Schema } from './document-types';
import { DtoSchemas } from './dto-schema';
import { Failures } from './failures';
import { headersOfSuccess } from './headers';
import type { BodyContent, OperationEntry } from './operations/entry';
import type { Route } from './routes';
import { PATH_PARAMETERS } from './samples';
import { securityOf } from './security';
import type { DeclaredHandler, Sources } from './sources';
import { tagOf } from './tags';
import { TypeSchemas } from './type-schema';

const JSON_TYPE = 'application/json';

/** Makes the description of one route from its controller, its sources and what its entry adds. */
export class Operations {
  private readonly types: TypeSchemas;
  private readonly dtos: DtoSchemas;
  private readonly failures: Failures;

  constructor(
    private readonly sources: Sources,
    components: Components,
    private readonly answersByRoute: RecordedAnswers,
  ) {
    this.types = new TypeSchemas(sources, components);
    this.dtos = new DtoSchemas(this.types, components);
    this.failures = new Failures(sources);
  }

  describe(route: Route, entry: OperationEntry): Operation {
    const handler = this.sources.handler(route.controller.name, route.handler);
    const given = [...pathParameters(route), ...this.queryParameters(route, handler), ...(entry.parameters ?? [])];
    const parameters = given.map((parameter) => withValues(parameter, entry));
    const requestBody = this.body(route, handler, entry);
    const description = entry.description ?? handler.docs;
    return {
      operationId: operationIdOf(route),
      summary: entry.summary,
      ...(description !== '' && { description }),
      tags: [tagOf(route)],
      security: securityOf(route),
      ...(parameters.length > 0 && { parameters }),
      ...(requestBody && { requestBody }),
      responses: this.answers(route, handler, entry),
      ...(entry.examples && { 'x-examples': this.statusesOf(route, entry.examples) }),
    };
  }

  private answers(route: Route, handler: DeclaredHandler, entry: OperationEntry): Operation['responses'] {
    const failures = Object.entries(this.failures.answersOf(route, entry)).map(([status, answer]) => {
      const [type, media] = Object.entries(answer.content ?? {})[0] ?? [];
      const recorded = exampleAnswersOf(this.answersByRoute[route.key], Number(status), entry);
      const content = type && media && { [type]: { ...media, examples: { ...media.examples, ...recorded } } };
      return [status, { ...answer, ...(content && { content }) }];
    });
    return { ...this.successes(route, handler, entry), ...(Object.fromEntries(failures) as Record<string, Answer>) };
  }

  /** By which status each example is answered; null until that has been recorded. */
  private statusesOf(
    { key }: Route,
    examples: NonNullable<OperationEntry['examples']>,
  ): NonNullable<Operation['x-examples']> {
    const recorded = this.answersByRoute[key] ?? {};
    return Object.fromEntries(
      Object.entries(examples).map(([name, { body, isBroken }]) => [
        name,
        { status: recorded[name]?.status ?? null, ...(isBroken && { body }) },
      ]),
    );
  }

  private successes(route: Route, handler: DeclaredHandler, entry: OperationEntry): Record<string, Answer> {
    const { answer } = entry;
    const status = answer?.status ?? route.status;
    const content = answer?.content ? contentOf(answer.content) : this.content(route, handler);
    const success: Answer = {
      description: answer?.description ?? (content ? 'Done.' : 'Done; there is nothing more to say.'),
      headers: headersOfSuccess(route, entry.headers),
      ...(content && {
        content: withExamples(content, exampleAnswersOf(this.answersByRoute[route.key], status, entry)),
      }),
    };
    const others = Object.entries(entry.otherAnswers ?? {}).map(([code, other]) => {
      const examples = exampleAnswersOf(this.answersByRoute[route.key], Number(code), entry);
      const given = other.content && withExamples(contentOf(other.content), examples);
      return [
        code,
        {
          description: other.description,
          headers: headersOfSuccess(route, other.headers),
          ...(given && { content: given }),
        },
      ];
    });
    return { [status]: success, ...(Object.fromEntries(others) as Record<string, Answer>) };
  }

  private content(route: Route, { result }: DeclaredHandler): Record<string, MediaType> | null {
    const file = fileTypeOf(route, result);
    if (file !== null) return { [file]: { schema: { type: 'string' } } };
    if (route.writesItself || route.status === 204) return null;
    const schema = this.types.schemaOf(result);
    return schema && { [JSON_TYPE]: { schema: enveloped(route, schema) } };
  }

  private body(
    route: Route,
    { parameters }: DeclaredHandler,
    { body, isBodyOptional, examples }: OperationEntry,
  ): RequestBody | null {
    const content = this.bodyContent(route, parameters, body);
    if (!content) return null;
    const given = Object.entries(examples ?? {}).flatMap(([name, request]) =>
      request.body === undefined || request.isBroken
        ? []
        : [{ name, request, type: request.headers?.['Content-Type'] ?? JSON_TYPE }],
    );
    const of = (type: string) =>
      given
        .filter((each) => each.type.split(';')[0] === type)
        .map(({ name, request }) => [
          name,
          { ...(request.summary && { summary: request.summary }), value: request.body },
        ]);
    const filled = Object.entries(content).map(([type, media]) => [
      type,
      withExamples({ [type]: media }, Object.fromEntries(of(type)) as Record<string, Example>)[type],
    ]);
    return { required: isBodyOptional !== true, content: Object.fromEntries(filled) as Record<string, MediaType> };
  }

  private bodyContent(
    route: Route,
    parameters: readonly ts.Type[],
    body: OperationEntry['body'],
  ): Record<string, MediaType> | null {
    if (body && typeof body !== 'function') return contentOf(body);
    const posted = this.types.schemaOfPosted(parameters);
    if (posted) return { [JSON_TYPE]: { schema: posted } };
    const input = route.inputs.find(({ from }) => from === 'body');
    const type = input && parameters[input.index];
    if (!input?.type || !type) return null;
    const schema = body
      ? this.dtos.bodyOf(body, this.sources.instanceOf(body.name))
      : this.dtos.bodyOf(input.type, type);
    return { [JSON_TYPE]: { schema }, ...(route.takesCsv && { 'text/csv': { schema: { type: 'string' } } }) };
  }

  private queryParameters(route: Route, { parameters }: DeclaredHandler): Parameter[] {
    return route.inputs.flatMap((input) => {
      const type = parameters[input.index];
      if (input.from !== 'query' || !input.type || !type) return [];
      if (input.name !== undefined) return [this.singleQuery(input.name, type)];
      if (input.type === (Object as unknown)) return [];
      return this.dtos.fieldsOf(input.type, type).map(({ name, isRequired, schema: { description, ...schema } }) => ({
        name,
        in: 'query' as const,
        required: isRequired,
        ...(description !== undefined && { description }),
        ...(schema.type === 'array' && { explode: false as const }),
        schema,
      }));
    });
  }

  private singleQuery(name: string, type: ts.Type): Parameter {
    return { name, in: 'query', required: false, schema: this.types.withoutNull(type) ?? {} };
  }
}

/** A value of a query as the schema of its parameter has it. */
function typed(value: string, { type }: Schema): unknown {
  if (type === 'array') return value.split(',');
  if (type === 'integer' || type === 'number') return Number(value);
  return type === 'boolean' ? value === 'true' : value;
}

function contentOf(content: BodyContent): Record<string, MediaType> {
  return Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }]));
}

function withExamples(
  content: Record<string, MediaType>,
  examples: Record<string, Example>,
): Record<string, MediaType> {
  if (Object.keys(examples).length === 0) return content;
  return Object.fromEntries(Object.entries(content).map(([type, media]) => [type, { ...media, examples }]));
}

function pathParameters({ path, key }: Route): Parameter[] {
  return [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => {
    const known = PATH_PARAMETERS[name];
    if (!known) throw new Error(`The parameter {${name}} of ${key} is not known; add it to PATH_PARAMETERS.`);
    const schema = { type: 'string', ...(name === 'tenantId' && { format: 'uuid' }) };
    return { name, in: 'path', required: true, description: known.description, schema, example: known.example };
  });
}

/** The parameter with the values that it has in the examples of its route, under their names. */
function withValues({ example, ...parameter }: Parameter, { examples }: OperationEntry): Parameter {
  const place = ({ path: 'path', query: 'query', header: 'headers' } as const)[parameter.in];
  const given = Object.entries(examples ?? {}).map(
    ([name, request]) => [name, request[place]?.[parameter.name]] as const,
  );
  if (given.every(([, value]) => value === undefined))
    return example === undefined ? parameter : { ...parameter, example };
  const values = given.flatMap(([name, value]) => {
    const shown = value === undefined ? example : typed(value, parameter.schema);
    return shown === undefined ? [] : [[name, { value: shown }] as const];
  });
  return { ...parameter, examples: Object.fromEntries(values) };
}

/** The MIME type of an answer that is a file or a stream; null for JSON. */
function fileTypeOf({ path, isEventStream }: Route, result: ts.Type): string | null {
  if (isEventStream) return 'text/event-stream';
  if (result.getSymbol()?.name !== 'StreamableFile') return null;
  return path.endsWith('.csv') ? 'text/csv' : path.endsWith('.pdf') ? 'application/pdf' : 'application/octet-stream';
}

function enveloped({ envelope }: Route, data: Schema): Schema {
  if (envelope === null) return data;
  const flag = envelope === 'v1' ? 'isSuccess' : 'success';
  return {
    type: 'object',
    properties: { [flag]: { type: 'boolean', const: true }, data },
    required: [flag, 'data'],
  };
}

/** `tenant.create`: the controller and its handler; further paths of a handler are counted. */
function operationIdOf({ controller, handler, alias }: Route): string {
  const group = controller.name.replace(/Controller$/, '');
  return `${group.charAt(0).toLowerCase()}${group.slice(1)}.${handler}${alias === 0 ? '' : alias + 1}`;
}
