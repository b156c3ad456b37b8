import { Body, Controller, Get, Post, Req } from '@nestjs/common';
import { LIMITS } from '@switchboard/contracts';
import { IsOptional, IsString } from 'class-validator';
import { type EdgeApplication, startEdge } from '../../test/support/edge-application';
import type { EdgeRequest } from './principal';
import { type Posted, PostedJson } from './v2-json';

class Wishes {
  @IsOptional()
  @IsString()
  a?: string;
}

@Controller('v2')
class V2EchoController {
  @Post('text')
  text(@PostedJson() { text, value }: Posted<Wishes>): unknown {
    return { text, value };
  }

  @Post('wishes')
  wishes(@Body() body: Wishes): unknown {
    return { body };
  }

  @Get('wishes')
  read(@Body() body: unknown): unknown {
    return { body: body ?? null };
  }

  @Post('unread')
  async unread(@Req() request: EdgeRequest): Promise<unknown> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    return { body: (request.body as unknown) ?? null, bytes: Buffer.concat(chunks).length };
  }
}

let edge: EdgeApplication;

beforeAll(async () => {
  edge = await startEdge([V2EchoController]);
});
afterAll(() => edge.close());

interface Answer {
  status: number;
  json: Record<string, unknown>;
}

async function post(route: string, body?: string, type: string | null = 'application/json'): Promise<Answer> {
  const bytes = body === undefined ? undefined : new TextEncoder().encode(body);
  const headers: Record<string, string> = type === null ? {} : { 'content-type': type };
  const response = await fetch(`${edge.url}/v2/${route}`, { method: 'POST', body: bytes, headers });
  return { status: response.status, json: (await response.json()) as Answer['json'] };
}

const ruleOf = ({ json }: Answer): string => (json['details'] as { fields: { rule: string }[] }).fields[0]!.rule;

describe('A JSON body of v2', () => {
  it.each(['application/json', 'Application/JSON; charset=utf-8', 'application/vnd.api+json', null])(
    'is read when it says that it is JSON, or nothing (%s)',
    async (type) => {
      expect(await post('wishes', '{"a":"ü"}', type)).toEqual({ status: 201, json: { body: { a: 'ü' } } });
      expect((await post('text', '{"a": 1.0 }', type)).json).toEqual({ text: '{"a": 1.0 }', value: { a: 1 } });
    },
  );

  it.each([
    'application/x-www-form-urlencoded',
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    '',
  ])('that says that it is something else is refused (%p)', async (type) => {
    for (const route of ['wishes', 'text']) {
      const { status, json } = await post(route, '{"a":"b"}', type === '' ? ';' : type);
      expect([status, json['error']]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
      expect(json['message']).toContain('application/json');
    }
  });

  it('may be left out where every field may be, whatever a client says of it', async () => {
    for (const type of ['application/json', 'application/x-www-form-urlencoded', null])
      expect(await post('wishes', undefined, type)).toEqual({ status: 201, json: { body: {} } });
    expect(ruleOf(await post('text'))).toBe('required');
  });

  it.each([
    ['that is not JSON', '{"a":', 'json'],
    ['that is an array', '[]', 'type'],
    ['that is nested too deep', `${'{"a":'.repeat(17)}1${'}'.repeat(17)}`, 'maxDepth'],
    ['with a NUL character', '{"a":"\\u0000"}', 'characters'],
  ])('%s is refused with the rule it broke', async (_, body, rule) => {
    for (const route of ['wishes', 'text']) {
      const answer = await post(route, body);
      expect(answer).toMatchObject({ status: 400, json: { success: false, error: 'VALIDATION_ERROR' } });
      expect(ruleOf(answer)).toBe(rule);
    }
  });

  it('counts the last of a repeated field', async () => {
    expect((await post('wishes', '{"a":"b","a":"c"}')).json).toEqual({ body: { a: 'c' } });
  });

  it('may have 2 MiB, and not a byte more', async () => {
    const body = (bytes: number): string => `{"a":"${'x'.repeat(bytes - 8)}"}`;
    for (const route of ['wishes', 'text']) {
      expect((await post(route, body(LIMITS.v2BodyMaxBytes))).status).toBe(201);
      const { status, json } = await post(route, body(LIMITS.v2BodyMaxBytes + 1));
      expect([status, json['error']]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    }
  });

  it('is checked field by field', async () => {
    const { status, json } = await post('wishes', '{"a":1,"b":2}');
    expect([status, json['error']]).toEqual([400, 'VALIDATION_ERROR']);
    expect((json['details'] as { fields: { path: string }[] }).fields.map(({ path }) => path).toSorted()).toEqual([
      'a',
      'b',
    ]);
  });

  it('is left to handlers that read it themselves', async () => {
    expect((await post('unread', 'any bytes', 'image/png')).json).toEqual({ body: null, bytes: 9 });
  });

  it('is not waited for on GET', async () => {
    expect(await (await fetch(`${edge.url}/v2/wishes`)).json()).toEqual({ body: null });
  });
});
