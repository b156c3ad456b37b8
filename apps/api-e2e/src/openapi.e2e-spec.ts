import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { API_SAMPLES } from '@switchboard/contracts';
import { formOf } from './support/answer-form';
import { type DocumentedApi, type DocumentedExample, examplesOf } from './support/documented-example';
import { EventServer } from './support/event-server';
import { ExampleWorld } from './support/example-world';
import { type Answer, expectStatus, HttpClient } from './support/http-client';
import { formOf as multipartOf } from './support/media-client';
import { PROJECT } from './support/switchboard';
import { startTestbed, type Testbed } from './support/testbed';

/** The document of the build: Jest wants to know the examples before a platform runs. */
const DOCUMENT = path.join(PROJECT, 'apps/api/dist/openapi.json');
/** Written with UPDATE_EXAMPLES=true, from what the platform answers. */
const ANSWERS = path.join(PROJECT, 'apps/api/src/openapi/answers.json');
const DAY_MS = 24 * 60 * 60_000;
const isRecording = process.env['UPDATE_EXAMPLES'] === 'true';

const examples = examplesOf(JSON.parse(readFileSync(DOCUMENT, 'utf8')) as DocumentedApi);
const recorded: Record<string, Record<string, { status: number; body?: unknown }>> = {};

let bed: Testbed;
let events: EventServer;
let world: ExampleWorld;
let http: HttpClient;

beforeAll(async () => {
  events = await EventServer.start();
  bed = await startTestbed({
    // No review ends while the examples are sent: what a sync finds changed must not depend on when it runs.
    simulator: { statusDelaysMs: { sent: 50, delivered: 150, read: 250 }, templateReviewMs: DAY_MS },
    env: events.environment,
  });
  http = new HttpClient(bed.switchboard.url);
  world = await ExampleWorld.open(bed, events);
});

afterAll(async () => {
  if (isRecording) writeFileSync(ANSWERS, `${JSON.stringify(recorded, null, 2)}\n`);
  await http?.close();
  await bed?.close();
  await events?.close();
});

describe('the API’s description', () => {
  it('is served for the address that the platform is reached at', async () => {
    const document = expectStatus(await http.get('/openapi.json'), 200);
    expect(document.servers).toEqual([{ url: bed.switchboard.url }]);
    expect(document.openapi).toBe('3.1.0');
  });

  it('can be read and tried at /docs', async () => {
    const page = await http.get('/docs');
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).toContain('swagger-ui');
  });
});

describe('an example of the document', () => {
  it.each(examples.map((example) => [example.key, example.name, example] as const))(
    'sent as it is written, gets the answer that is written: %s, %s',
    async (key, name, example) => {
      const { values, headers } = await world.prepare(example);
      const answer = await send(example, values, headers);
      const real = new Map(
        Object.entries(values).map(([documented, value]) => [
          value,
          documented.startsWith('{') ? API_SAMPLES.id : documented,
        ]),
      );
      const body = formOf(bodyOf(answer), real);
      if (isRecording) {
        recorded[key] = { ...recorded[key], [name]: { status: answer.status, ...(body !== undefined && { body }) } };
        return;
      }
      expect({ status: answer.status, body }).toEqual({ status: example.status, body: example.answer });
    },
  );
});

/** Sends an example with real values in the place of the document's. */
async function send(
  example: DocumentedExample,
  values: Record<string, string>,
  headers: Record<string, string>,
): Promise<Answer> {
  const real = (text: string): string =>
    Object.entries(values).reduce((known, [documented, value]) => known.replaceAll(documented, value), text);
  const of = (place: string) => example.parameters.filter((parameter) => parameter.in === place);
  const target = of('path').reduce(
    (known, { name, value }) => known.replace(`{${name}}`, encodeURIComponent(values[`{${name}}`] ?? real(value))),
    example.path,
  );
  const query = new URLSearchParams(
    of('query').map(({ name, value }): [string, string] => [name, real(value)]),
  ).toString();
  const { contentType, body } = bodyToSend(example, real);
  return http.call(`${target}${query === '' ? '' : `?${query}`}`, {
    method: example.method,
    headers: {
      ...headers,
      ...Object.fromEntries(of('header').map(({ name, value }) => [name, real(value)])),
      ...(contentType && { 'content-type': contentType }),
    },
    body,
  });
}

/** JSON and text as they are; the fields of a form as its parts, `file` as a file. */
function bodyToSend(
  { contentType, body }: DocumentedExample,
  real: (text: string) => string,
): { contentType?: string; body?: string | Uint8Array } {
  if (body === undefined) return {};
  if (contentType !== 'multipart/form-data')
    return { contentType, body: real(typeof body === 'string' ? body : JSON.stringify(body)) };
  const parts = Object.entries(body as Record<string, string>).map(([name, content]) => ({
    name,
    content: real(content),
    ...(name === 'file' && { filename: 'hours.txt' }),
  }));
  return multipartOf(parts);
}

/** JSON where it is JSON; nothing where there is nothing; a file's bytes are no part of the document. */
function bodyOf({ headers, text }: Answer): unknown {
  const type = String(headers['content-type'] ?? '');
  if (text === '') return undefined;
  if (/json/.test(type)) return JSON.parse(text) as unknown;
  return type.startsWith('text/plain') ? text : undefined;
}
