import { request as httpRequest } from 'node:http';
import { Body, Controller, Delete, Get, Post, Put, Req } from '@nestjs/common';
import { LIMITS } from '@switchboard/contracts';
import { type EdgeApplication, startEdge } from '../../test/support/edge-application';
import { readBody } from './body';
import { JsonBodyUpTo } from './console-body';
import { CsvBody, TakesCsv } from './csv-body';
import type { EdgeRequest } from './principal';

class Echo {
  @Post('echo')
  echo(@Body() body: unknown): unknown {
    return { body };
  }

  @Put('echo')
  replace(@Body() body: unknown): unknown {
    return { body };
  }

  @Get('echo')
  read(@Body() body: unknown): unknown {
    return { body: body ?? null };
  }

  @Delete('echo')
  remove(@Body() body: unknown): unknown {
    return { body: body ?? null };
  }

  @Post('large')
  @JsonBodyUpTo(LIMITS.largeBodyMaxBytes)
  large(@Body() body: Record<string, unknown>): unknown {
    return { names: Object.keys(body) };
  }

  @Post('csv')
  @TakesCsv()
  csv(@Body() body: unknown): unknown {
    return body instanceof CsvBody ? { csv: body.text } : { body };
  }

  @Post('raw')
  async raw(@Req() request: EdgeRequest): Promise<unknown> {
    return { raw: (await readBody(request, 1_000)).toString() };
  }
}

@Controller('console/v1')
class ConsoleEchoController extends Echo {}

@Controller('v1/wa')
class V1EchoController extends Echo {}

let edge: EdgeApplication;

beforeAll(async () => {
  edge = await startEdge([ConsoleEchoController, V1EchoController]);
});
afterAll(() => edge.close());

interface Answer {
  status: number;
  json: Record<string, unknown>;
}

async function call(
  path: string,
  method: string,
  body?: string | Buffer,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(edge.url + path, {
    method,
    body: typeof body === 'string' ? body : body && new Uint8Array(body),
    headers,
  });
  return { status: response.status, json: (await response.json()) as Answer['json'] };
}

const post = (body?: string | Buffer, headers?: Record<string, string>): Promise<Answer> =>
  call('/console/v1/echo', 'POST', body, headers);

/** The rules that a body broke. */
const rulesOf = ({ json }: Answer): string[] => (json['fields'] as { rule: string }[]).map(({ rule }) => rule);

describe('A JSON body at the console', () => {
  it.each(['application/json', 'application/x-www-form-urlencoded', 'text/plain', 'application/json; charset=utf-8'])(
    'is read whatever its content type says (%s)',
    async (type) => {
      expect(await post('{"a":[1,"ü"]}', { 'content-type': type })).toEqual({
        status: 201,
        json: { body: { a: [1, 'ü'] } },
      });
    },
  );

  it('is read on every method that has one', async () => {
    expect((await call('/console/v1/echo', 'PUT', '{"a":1}')).json).toEqual({ body: { a: 1 } });
  });

  it('counts as empty where there is none', async () => {
    expect(await post()).toEqual({ status: 201, json: { body: {} } });
  });

  it('is not waited for on DELETE', async () => {
    expect(await call('/console/v1/echo', 'DELETE', '{"a":1}')).toEqual({ status: 200, json: { body: null } });
  });

  it('is not waited for on GET, where some clients send one', async () => {
    const status = await new Promise((resolve, reject) => {
      const sent = httpRequest(`${edge.url}/console/v1/echo`, { method: 'GET', headers: { 'content-length': 1_000 } });
      sent.once('error', reject).once('response', (response) => {
        resolve(response.statusCode);
        sent.destroy();
      });
      sent.flushHeaders();
    });
    expect(status).toBe(200);
  });

  it.each<[string, string | Buffer, string]>([
    ['that is not JSON', '{"a":', 'json'],
    ['that is an array', '[]', 'type'],
    ['that is a text', '"a"', 'type'],
    ['that is null', 'null', 'type'],
    ['of blanks', '  ', 'json'],
    ['in another encoding', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 'utf8'],
    ['that is nested too deep', `${'{"a":'.repeat(17)}1${'}'.repeat(17)}`, 'maxDepth'],
    ['with a NUL character', '{"a":"\\u0000"}', 'characters'],
    ['with half a surrogate pair', '{"a":"\\ud800"}', 'characters'],
    ['that is too large', JSON.stringify({ a: 'x'.repeat(LIMITS.consoleBodyMaxBytes) }), 'maxBytes'],
  ])('%s is refused with the rule it broke', async (_, body, rule) => {
    const answer = await post(body);
    expect(answer).toMatchObject({ status: 400, json: { code: 'validation_failed' } });
    expect(rulesOf(answer)).toEqual([rule]);
  });

  it('may be exactly as large as allowed', async () => {
    const body = JSON.stringify({ a: 'x'.repeat(LIMITS.consoleBodyMaxBytes - '{"a":""}'.length) });
    expect((await post(body)).status).toBe(201);
  });

  it('is the console’s in whatever case its path is written', async () => {
    expect((await call('/Console/V1/Echo', 'POST', '{"a":1}')).json).toEqual({ body: { a: 1 } });
  });
});

describe('A larger JSON body at the console', () => {
  const large = (body: object): Promise<Answer> => call('/console/v1/large', 'POST', JSON.stringify(body));

  it('reaches a route that takes a file in it', async () => {
    expect((await large({ file: 'x'.repeat(3 << 20) })).json).toEqual({ names: ['file'] });
  });

  it('is refused when it is large by something else than one text', async () => {
    expect(rulesOf(await large({ list: Array.from({ length: 1 << 20 }, () => 1) }))).toEqual(['maxBytes']);
    expect(rulesOf(await large({ file: 'x'.repeat(LIMITS.largeBodyMaxBytes) }))).toEqual(['maxBytes']);
  });
});

describe('A CSV body at the console', () => {
  const csv = (body: string | Buffer, type = 'text/csv'): Promise<Answer> =>
    call('/console/v1/csv', 'POST', body, { 'content-type': type });

  it.each(['text/csv', 'text/csv; charset=utf-8', 'Text/CSV;header=present'])(
    'reaches a route that takes it as it came (%s)',
    async (type) => {
      expect((await csv('a;b\r\n"ü";1\r\n', type)).json).toEqual({ csv: 'a;b\r\n"ü";1\r\n' });
    },
  );

  it('is JSON where it does not say that it is CSV', async () => {
    expect((await csv('{"a":1}', 'application/json')).json).toEqual({ body: { a: 1 } });
    expect(rulesOf(await csv('a,b', 'text/plain'))).toEqual(['json']);
  });

  it('may be as large as any other, and no larger', async () => {
    expect((await csv('x'.repeat(LIMITS.consoleBodyMaxBytes))).status).toBe(201);
    expect(rulesOf(await csv('x'.repeat(LIMITS.consoleBodyMaxBytes + 1)))).toEqual(['maxBytes']);
  });

  it('in another encoding is refused with the rule it broke', async () => {
    expect(rulesOf(await csv(Buffer.from('T\xfcrkiye', 'latin1')))).toEqual(['utf8']);
  });

  it('is refused where a route takes JSON alone', async () => {
    expect(rulesOf(await post('a,b', { 'content-type': 'text/csv' }))).toEqual(['json']);
  });
});

describe('A body elsewhere', () => {
  it('is left to the handler, byte for byte', async () => {
    expect((await call('/v1/wa/raw', 'POST', '{"a": 1e3 }')).json).toEqual({ raw: '{"a": 1e3 }' });
  });

  it('is not parsed before a handler asks for it', async () => {
    expect((await call('/v1/wa/echo', 'POST', '{"a":1}')).json).toEqual({});
  });
});
