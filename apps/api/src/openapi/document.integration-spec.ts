import path from 'node:path';
import { AppModule } from '../app.module';
import { AppConfig } from '../config/env';
import answers from './answers.json';
import { type BuiltDocument, buildDocument } from './document';
import type { Answer, Operation, Reference } from './document-types';
import { ENTRIES } from './operations';
import { type Route, routesOf } from './routes';
import { Sources } from './sources';
import { tagOf } from './tags';

/** What the contract of v1 lists for `POST /v1/wa/message`, but for what its guards and the edge answer everywhere. */
const ERRORS_OF_SENDING = [
  ...['AUTH_001', 'AUTH_002', 'AUTH_003', 'AUTH_004', 'AUTH_005', 'AUTH_006', 'AUTH_007', 'AUTH_008', 'PLAN_001'],
  ...['RATE_001', 'VAL_001', 'VAL_002', 'NUM_001', 'OPT_001', 'BILL_001', 'BILL_002', 'IDEM_001', 'IDEM_002'],
  ...['GW_001', 'GW_002', 'GW_003', 'GW_004', 'GW_005', 'MEDIA_002', 'MEDIA_003', 'MEDIA_004'],
  ...['SYS_001', 'SYS_002'],
];

let routes: Route[];
let built: BuiltDocument;

beforeAll(() => {
  const repository = path.resolve(__dirname, '../../../..');
  routes = routesOf(AppModule.with(new AppConfig()));
  const sources = new Sources(repository, path.join(repository, 'apps/api/src'));
  built = buildDocument(routes, sources, { entries: ENTRIES, answers });
});

const operationOf = (method: 'get' | 'post' | 'delete' | 'patch', at: string): Operation =>
  built.document.paths[at]![method]!;
const operations = (): Operation[] => Object.values(built.document.paths).flatMap((each) => Object.values(each));

function resolved(answer: Answer | Reference): Answer {
  if (!('$ref' in answer)) return answer;
  return built.document.components.responses[answer.$ref.replace('#/components/responses/', '')]!;
}

/** The codes of all errors of an operation, as its surface calls them. */
function codesOf({ responses }: Operation): string[] {
  return Object.entries(responses)
    .filter(([status]) => Number(status) >= 400)
    .flatMap(([, answer]) => [...resolved(answer).description.matchAll(/^- `([^`]+)`/gm)].map(([, code]) => code!));
}

describe("the API's description", () => {
  it('tells of every route of the program, and of nothing else, with an entry for each', () => {
    expect(built.problems).toEqual([]);
    const described = Object.entries(built.document.paths).flatMap(([at, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${at}`),
    );
    expect(described.sort()).toEqual(routes.map(({ key }) => key).sort());
    expect(described.length).toBeGreaterThan(150);
  });

  it('names what is missing when a route has no entry, and when an entry has no route', () => {
    const sources = { checker: {} } as unknown as Sources;
    const entries = { 'GET /nowhere': { summary: 'Nothing' } };
    expect(buildDocument([], sources, { entries, answers: {} }).problems).toEqual([
      'GET /nowhere: has an entry, but is no route.',
    ]);
  });

  it('gives every operation an id of its own, an area and a successful answer', () => {
    const ids = operations().map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { responses, operationId } of operations())
      expect([operationId, Object.keys(responses).some((status) => Number(status) < 300)]).toEqual([operationId, true]);
    const areas = built.document.tags.map(({ name }) => name);
    expect(routes.filter((route) => !areas.includes(tagOf(route)))).toEqual([]);
  });

  it('refers to nothing that is not there', () => {
    const { components } = built.document;
    const text = JSON.stringify(built.document);
    for (const [, kind, name] of text.matchAll(/"#\/components\/(\w+)\/([^"]+)"/g))
      expect([kind, name, components[kind as 'schemas']?.[name!] !== undefined]).toEqual([kind, name, true]);
  });

  it('lists every error of sending a message that the contract lists', () => {
    const codes = codesOf(operationOf('post', '/v1/wa/message'));
    expect(ERRORS_OF_SENDING.filter((code) => !codes.includes(code))).toEqual([]);
  });

  it('finds the errors that are thrown far below a handler', () => {
    expect(codesOf(operationOf('delete', '/console/v1/plans/{code}'))).toEqual(
      expect.arrayContaining(['not_found', 'plan_in_use', 'unauthorized', 'forbidden', 'csrf_failed']),
    );
  });

  it('has an error of every surface in its own shape', () => {
    const shape = (method: 'get' | 'post', at: string): unknown =>
      Object.entries(resolved(operationOf(method, at).responses['401']!).content!)[0];
    expect(shape('get', '/v1/wa/balance')).toEqual([
      'application/json',
      expect.objectContaining({ schema: { $ref: '#/components/schemas/V1Error' } }),
    ]);
    expect(shape('get', '/console/v1/plans')).toEqual([
      'application/problem+json',
      expect.objectContaining({ schema: { $ref: '#/components/schemas/Problem' } }),
    ]);
    expect(
      resolved(operationOf('get', '/{version}/{id}').responses['401']!).content!['application/json']!.examples,
    ).toMatchObject({ 190: { value: { error: { code: 190, type: 'OAuthException' } } } });
  });

  it('says of a list what its items are', () => {
    const { content } = resolved(operationOf('get', '/v1/wa/messages').responses['200']!);
    expect(content!['application/json']!.schema).toEqual({
      type: 'object',
      properties: {
        isSuccess: { type: 'boolean', const: true },
        data: { $ref: '#/components/schemas/PageOfV1Message' },
      },
      required: ['isSuccess', 'data'],
    });
    expect(built.document.components.schemas['PageOfV1Message']).toMatchObject({
      properties: {
        items: { type: 'array', items: { $ref: '#/components/schemas/V1Message' } },
        nextCursor: { type: ['string', 'null'] },
      },
      required: ['items', 'nextCursor'],
    });
  });

  it('says of a body what its validation refuses', () => {
    expect(built.document.components.schemas['CreateApiKeyRequest']).toMatchObject({
      required: ['name'],
      additionalProperties: false,
      properties: {
        name: { type: 'string', minLength: 1, maxLength: 100 },
        scopes: {
          type: ['array', 'null'],
          minItems: 1,
          uniqueItems: true,
          items: { enum: expect.arrayContaining(['messages:send']) },
        },
        expiresAt: { type: ['string', 'null'], format: 'date-time' },
        monthlySpendLimit: { description: expect.stringContaining('no limit. Must be an amount as a decimal string') },
      },
    });
  });

  it('says of a query what is taken, and what counts when it is left out', () => {
    expect(operationOf('get', '/console/v1/tenants/{tenantId}/messages').parameters).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          name: 'limit',
          required: false,
          schema: expect.objectContaining({ default: 50, maximum: 200 }),
        }),
        expect.objectContaining({ name: 'direction', schema: { type: 'string', enum: ['outbound', 'inbound'] } }),
      ]),
    );
  });

  it('lets a key in where a key is wanted, and a person where one is', () => {
    expect(operationOf('get', '/v2/me').security).toEqual([{ apiKey: [] }, { apiToken: [] }]);
    expect(operationOf('get', '/{version}/{id}').security).toEqual([{ apiKey: [] }, { accessTokenQuery: [] }]);
    expect(operationOf('post', '/console/v1/plans').security).toEqual([{ session: [], csrf: [] }, { accessToken: [] }]);
    expect(operationOf('get', '/console/v1/plans').security).toEqual([{ session: [] }, { accessToken: [] }]);
    expect(operationOf('get', '/webhooks/meta').security).toEqual([]);
  });

  it('has an answer on record for every example', () => {
    const missing = operations().flatMap(({ operationId, 'x-examples': examples = {} }) =>
      Object.entries(examples).flatMap(([name, { status }]) => (status === null ? [`${operationId}: ${name}`] : [])),
    );
    expect(missing).toEqual([]);
  });
});
