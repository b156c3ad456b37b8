import {
  All,
  Controller,
  Get,
  HttpException,
  InternalServerErrorException,
  NotFoundException,
  Param,
  PayloadTooLargeException,
  Post,
  Put,
  Query,
  Res,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import { ERROR_CATALOGUE, type ErrorCode, GatewayError } from '@switchboard/contracts';
import type { Response } from 'express';
import { type EdgeApplication, startEdge } from '../../test/support/edge-application';
import { ProblemError } from './problem';

const SECRET = 'SELECT secret FROM other_tenant';

/** Everything that a handler can throw, by name. */
const THROWN: Readonly<Record<string, () => unknown>> = {
  error: () => new Error(SECRET),
  'error with a cause': () => new Error(SECRET, { cause: new Error(`${SECRET} (cause)`) }),
  text: () => SECRET,
  nothing: () => undefined,
  null: () => null,
  'an object': () => ({ message: SECRET, stack: SECRET }),
  'http 500': () => new InternalServerErrorException(SECRET),
  'http 302': () => new HttpException(SECRET, 302),
  'http 413': () => new PayloadTooLargeException(SECRET),
  'http 415': () => new UnsupportedMediaTypeException(SECRET),
  'malformed request': () => Object.assign(new Error(SECRET), { status: 400 }),
  'database away': () => Object.assign(new Error(SECRET), { code: 'ECONNREFUSED' }),
  'database away, wrapped': () => new Error('outer', { cause: { code: '57P01' } }),
  fields: () => ProblemError.invalid([{ path: 'name', rule: 'isString', message: 'must be a string' }]),
  'problem 401': () => ProblemError.unauthorized(),
  'problem 404': () => ProblemError.notFound('Tenant'),
  'problem 409': () => ProblemError.conflict('The tenant is closed.'),
  'problem 429': () => ProblemError.tooMany(90),
  'problem 503': () => new ProblemError(503, 'unavailable', 'Later.'),
  retry: () => new GatewayError('RATE_001', { params: { limit_type: 'min', retry_after: '57s' } }),
  caused: () => new GatewayError('GW_003', { cause: new Error(SECRET) }),
  described: () => new GatewayError('VAL_002', { description: 'Name the sender.' }),
  refused: () =>
    new GatewayError('GW_002', { params: { meta: { code: 100, message: 'No such file' } }, metaHttpStatus: 404 }),
};

function thrown(name: string): unknown {
  return Object.hasOwn(ERROR_CATALOGUE, name) ? new GatewayError(name as ErrorCode) : THROWN[name]!();
}

class Throwing {
  @Get('thrown/:name')
  throw(@Param('name') name: string): never {
    throw thrown(name);
  }

  @Get('rejected/:name')
  async reject(@Param('name') name: string): Promise<never> {
    throw thrown(name);
  }

  @Get('broken-stream')
  break(@Res() response: Response): never {
    response.writeHead(200, { 'content-length': 1_000 });
    response.write('half of it');
    throw new Error(SECRET);
  }

  @Get('things')
  list(): string {
    return 'things';
  }

  @Post('things')
  create(): string {
    return 'made';
  }

  @Put('things/:id')
  replace(): string {
    return 'replaced';
  }

  @Get('files/missing')
  missing(): never {
    throw new NotFoundException();
  }

  @All('anything')
  all(): string {
    return 'all';
  }
}

@Controller('v1/wa')
class V1ThrowingController extends Throwing {}

@Controller('console/v1')
class ConsoleThrowingController extends Throwing {}

@Controller('v2')
class V2ThrowingController extends Throwing {}

@Controller()
class MediaThrowingController {
  @Get('media')
  throw(@Query('name') name: string): never {
    throw thrown(name);
  }

  @Get('v1/wa/file')
  file(@Res() response: Response): never {
    response.set({
      'Accept-Ranges': 'bytes',
      'Cache-Control': 'private',
      'Content-Disposition': 'attachment; filename="photo.jpg"',
      'Content-Length': '1000',
      'Content-Range': 'bytes 0-999/2000',
      'Content-Type': 'image/jpeg',
      ETag: '"abc"',
      'Last-Modified': 'Thu, 01 Jan 2026 00:00:00 GMT',
    });
    throw new GatewayError('MEDIA_001');
  }
}

let edge: EdgeApplication;

beforeAll(async () => {
  edge = await startEdge([
    V1ThrowingController,
    ConsoleThrowingController,
    V2ThrowingController,
    MediaThrowingController,
  ]);
});
afterAll(() => edge.close());
beforeEach(() => void edge.errors.splice(0));

interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: Record<string, unknown>;
}

async function call(path: string, init: RequestInit = {}): Promise<Answer> {
  const headers = { 'x-request-id': 'req-1', ...(init.headers as Record<string, string>) };
  const response = await fetch(edge.url + path, { ...init, headers });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: text === '' ? {} : (JSON.parse(text) as Answer['json']),
  };
}

const v1 = (name: string): Promise<Answer> => call(`/v1/wa/thrown/${encodeURIComponent(name)}`);
const v2 = (name: string): Promise<Answer> => call(`/v2/thrown/${encodeURIComponent(name)}`);
const media = (name: string): Promise<Answer> => call(`/media?name=${encodeURIComponent(name)}`);
const console_ = (name: string): Promise<Answer> => call(`/console/v1/thrown/${encodeURIComponent(name)}`);

describe('v1', () => {
  it.each(Object.entries(ERROR_CATALOGUE))(
    'answers %s with its status, group and description, in the envelope',
    async (code, { httpStatus, group, description }) => {
      const { status, headers, text } = await v1(code);
      expect(status).toBe(httpStatus);
      expect(headers.get('content-type')).toMatch(/^application\/json/);
      expect(text).toBe(JSON.stringify({ isSuccess: false, errors: { code, group, description }, requestId: 'req-1' }));
      expect(headers.has('retry-after')).toBe(httpStatus === 429 || httpStatus === 503);
    },
  );

  it('shows the facts of an error, and how long to wait', async () => {
    const { headers, json } = await v1('retry');
    expect(headers.get('retry-after')).toBe('57');
    expect(json['errors']).toMatchObject({ code: 'RATE_001', params: { limit_type: 'min', retry_after: '57s' } });
  });

  it('shows the description that was given instead of the catalogue’s', async () => {
    expect((await v1('described')).json['errors']).toMatchObject({ code: 'VAL_002', description: 'Name the sender.' });
  });

  it.each([
    ['fields', 400, 'VAL_001'],
    ['problem 404', 404, 'ROUTE_001'],
    ['problem 401', 500, 'SYS_001'],
    ['problem 409', 500, 'SYS_001'],
    ['http 413', 400, 'VAL_001'],
    ['http 415', 400, 'VAL_001'],
    ['malformed request', 400, 'VAL_001'],
    ['http 500', 500, 'SYS_001'],
    ['http 302', 500, 'SYS_001'],
    ['database away', 503, 'SYS_002'],
    ['database away, wrapped', 503, 'SYS_002'],
  ])('answers %s with %p %s', async (name, status, code) => {
    const answer = await v1(name);
    expect(answer.status).toBe(status);
    expect(answer.json['errors']).toMatchObject({ code });
  });

  it('names the fields that shared validation refused', async () => {
    expect((await v1('fields')).json['errors']).toMatchObject({
      params: { fields: [{ path: 'name', rule: 'isString', message: 'must be a string' }] },
    });
  });

  it.each(['/v1/wa/nothing', '/', '/v1', '/consoles', '/console', '/v1/wa/things/1/2'])(
    'answers %s, where nothing is, with ROUTE_001',
    async (path) => {
      const { status, json, headers } = await call(path);
      expect(status).toBe(404);
      expect(json['errors']).toMatchObject({ code: 'ROUTE_001' });
      expect(headers.has('allow')).toBe(false);
      expect(edge.errors).toEqual([]);
    },
  );

  it('answers a method that a route does not have with ROUTE_002 and the ones that it has', async () => {
    const { status, json, headers } = await call('/v1/wa/things', { method: 'DELETE' });
    expect(status).toBe(405);
    expect(headers.get('allow')).toBe('GET, POST');
    expect(json['errors']).toMatchObject({ code: 'ROUTE_002', params: { allowed: ['GET', 'POST'] } });
  });

  it.each(['GET', 'HEAD'])(
    'answers a file that is not there with 404 when %s is what its route takes',
    async (method) => {
      const { status, headers } = await call('/v1/wa/files/missing', { method });
      expect(status).toBe(404);
      expect(headers.has('allow')).toBe(false);
    },
  );

  it('answers a path that cannot be decoded with VAL_001', async () => {
    const { status, json } = await call('/v1/wa/thrown/%E0%A4%A');
    expect(status).toBe(400);
    expect(json['errors']).toMatchObject({ code: 'VAL_001', params: { fields: [{ path: '', rule: 'request' }] } });
  });
});

describe('v2', () => {
  it('answers in its own envelope', async () => {
    const { status, headers, text } = await v2('described');
    expect(status).toBe(400);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(text).toBe(
      JSON.stringify({
        success: false,
        error: 'VALIDATION_ERROR',
        message: 'Name the sender.',
        details: { fields: [{ path: 'phoneNumberId', rule: 'required', message: 'Name the sender.' }] },
        requestId: 'req-1',
      }),
    );
  });

  it.each([
    ['fields', 400, 'VALIDATION_ERROR', null],
    ['malformed request', 400, 'VALIDATION_ERROR', null],
    ['problem 404', 404, 'NOT_FOUND', null],
    ['problem 401', 500, 'INTERNAL_ERROR', null],
    ['retry', 429, 'RATE_LIMITED', '57'],
    ['refused', 404, 'META_ERROR', null],
    ['GW_003', 502, 'META_ERROR', null],
    ['database away', 503, 'UNAVAILABLE', '1'],
    ['http 500', 500, 'INTERNAL_ERROR', null],
  ])('answers %s with %p %s', async (name, status, error, retryAfter) => {
    const answer = await v2(name);
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ success: false, error, requestId: 'req-1' });
    expect(answer.headers.get('retry-after')).toBe(retryAfter);
  });

  it('answers where nothing is, and to methods that a route does not have', async () => {
    expect((await call('/v2/nothing')).json).toMatchObject({ error: 'NOT_FOUND' });
    const { status, json, headers } = await call('/V2/things', { method: 'PATCH' });
    expect(status).toBe(405);
    expect(json).toMatchObject({ error: 'METHOD_NOT_ALLOWED', details: { allowed: ['GET', 'POST'] } });
    expect(headers.get('allow')).toBe('GET, POST');
  });
});

describe('/media', () => {
  it.each([
    ['MEDIA_001', 404, 'not_found', null],
    ['AUTH_002', 401, 'unauthorized', null],
    ['AUTH_006', 403, 'forbidden', null],
    ['fields', 400, 'validation_error', null],
    ['retry', 429, 'rate_limited', '57'],
    ['GW_003', 502, 'bad_gateway', null],
    ['GW_004', 504, 'gateway_timeout', null],
    ['database away', 503, 'unavailable', '1'],
    ['error', 500, 'internal_error', null],
  ])('answers %s with %p %s in its own envelope', async (name, status, code, retryAfter) => {
    const answer = await media(name);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.json).toMatchObject({ error: { code, message: expect.any(String) as string }, request_id: 'req-1' });
    expect(answer.headers.get('retry-after')).toBe(retryAfter);
  });

  it('answers to methods that it does not have', async () => {
    const { status, json } = await call('/media/', { method: 'POST' });
    expect(status).toBe(405);
    expect(json).toMatchObject({ error: { code: 'method_not_allowed', details: { allowed: ['GET'] } } });
  });
});

describe('The console', () => {
  it.each([
    ['fields', 400, 'validation_failed', 'Bad request', 'Some fields are not valid.'],
    ['problem 401', 401, 'unauthorized', 'Unauthorized', 'Sign in first.'],
    ['problem 404', 404, 'not_found', 'Not found', 'Tenant not found.'],
    ['problem 409', 409, 'conflict', 'Conflict', 'The tenant is closed.'],
    ['problem 429', 429, 'too_many_requests', 'Too many requests', 'Too many attempts. Try again in 90 s.'],
    ['problem 503', 503, 'unavailable', 'Unavailable', 'Later.'],
    ['malformed request', 400, 'validation_failed', 'Bad request', ERROR_CATALOGUE.VAL_001.description],
    ['database away', 503, 'unavailable', 'Unavailable', ERROR_CATALOGUE.SYS_002.description],
    ['SYS_001', 500, 'internal_error', 'Internal error', ERROR_CATALOGUE.SYS_001.description],
    ['BILL_001', 402, 'BILL_001', 'Payment required', ERROR_CATALOGUE.BILL_001.description],
    ['GW_002', 400, 'GW_002', 'Bad request', ERROR_CATALOGUE.GW_002.description],
    ['GW_003', 502, 'GW_003', 'Bad gateway', ERROR_CATALOGUE.GW_003.description],
    ['GW_004', 504, 'GW_004', 'Gateway timeout', ERROR_CATALOGUE.GW_004.description],
  ])('answers %s as problem %p %s', async (name, status, code, title, detail) => {
    const answer = await console_(name);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.json).toMatchObject({ type: `urn:switchboard:problem:${code}`, title, status, detail, code });
    expect(answer.json['requestId']).toBe('req-1');
    expect(answer.status).toBe(status);
  });

  it.each(Object.entries(ERROR_CATALOGUE))('has a title for %s', async (code, { httpStatus }) => {
    const { status, json } = await console_(code);
    expect(status).toBe(httpStatus);
    expect(json['title']).not.toBe('Error');
  });

  it('names the fields that were refused, and has no such list otherwise', async () => {
    expect((await console_('fields')).json['fields']).toEqual([
      { path: 'name', rule: 'isString', message: 'must be a string' },
    ]);
    expect((await console_('malformed request')).json['fields']).toEqual([
      { path: '', rule: 'request', message: 'The request is malformed.' },
    ]);
    expect((await console_('problem 404')).json).not.toHaveProperty('fields');
  });

  it.each([
    ['problem 429', '90'],
    ['retry', '57'],
    ['SYS_002', '1'],
    ['database away', '1'],
  ])('says after %s how many seconds to wait', async (name, seconds) => {
    expect((await console_(name)).headers.get('retry-after')).toBe(seconds);
  });

  it('answers where nothing is, and to methods that a route does not have', async () => {
    expect((await call('/console/v1/nothing')).json).toMatchObject({ status: 404, code: 'not_found' });
    const { json, headers } = await call('/console/v1/things', { method: 'PATCH' });
    expect(json).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(headers.get('allow')).toBe('GET, POST');
  });
});

describe.each([
  ['v1', '/v1/wa', { errors: { code: 'SYS_001' } }],
  ['v2', '/v2', { error: 'INTERNAL_ERROR' }],
  ['The console', '/console/v1', { code: 'internal_error', status: 500 }],
])('%s, about an error that nobody foresaw', (_, base, expected) => {
  const names = ['error', 'error with a cause', 'text', 'nothing', 'null', 'an object', 'http 500', 'http 302'];

  it.each(names)('says nothing but the request’s id (%s)', async (name) => {
    for (const way of ['thrown', 'rejected']) {
      const answer = await call(`${base}/${way}/${encodeURIComponent(name)}`);
      expect(answer.status).toBe(500);
      expect(answer.json).toMatchObject({ ...expected, requestId: 'req-1' });
      expect(answer.text).not.toMatch(/SELECT|secret|tenant|stack|\.ts|at /);
      expect(answer.headers.get('x-request-id')).toBe('req-1');
    }
  });

  it.each(names)('logs it under that id, with where it happened (%s)', async (name) => {
    await call(`${base}/thrown/${encodeURIComponent(name)}?token=${encodeURIComponent('a secret query')}`);
    expect(edge.errors).toHaveLength(1);
    expect(edge.errors[0]).toMatchObject({ requestId: 'req-1', method: 'GET' });
    const { cause } = (thrown(name) ?? {}) as { cause?: unknown };
    expect((edge.errors[0] as { err: unknown }).err).toEqual(cause ?? thrown(name));
    expect((edge.errors[0] as { path: string }).path).toMatch(/\/thrown\/[^?]+$/);
  });

  it('closes the connection when half of an answer has gone out already', async () => {
    const answer = fetch(`${edge.url}${base}/broken-stream`).then((response) => response.text());
    await expect(answer).rejects.toThrow();
    expect(edge.errors).toHaveLength(1);
  });
});

describe('An error instead of a file', () => {
  it('carries nothing of what was said about the file', async () => {
    const { status, headers, json } = await call('/v1/wa/file');
    expect(status).toBe(404);
    expect(json['errors']).toMatchObject({ code: 'MEDIA_001' });
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(headers.get('cache-control')).toBe('private, no-cache, no-store, must-revalidate');
    for (const name of ['accept-ranges', 'content-disposition', 'content-range', 'etag', 'last-modified']) {
      expect(headers.has(name)).toBe(false);
    }
  });
});

describe('The log', () => {
  it('names the cause of a failure rather than its wrapping', async () => {
    await v1('caused');
    expect(edge.errors).toEqual([expect.objectContaining({ err: new Error(SECRET) })]);
    edge.errors.splice(0);
    await v1('error with a cause');
    expect(edge.errors).toEqual([expect.objectContaining({ err: new Error(`${SECRET} (cause)`) })]);
  });

  it.each(['VAL_001', 'BILL_001', 'RATE_001', 'problem 404', 'fields', 'http 413', 'malformed request'])(
    'is not filled by callers’ own mistakes (%s)',
    async (name) => {
      await v1(name);
      await console_(name);
      expect(edge.errors).toEqual([]);
    },
  );

  it.each(['SYS_001', 'GW_003', 'problem 503', 'database away', 'problem 409'])(
    'tells of every answer of 500 and above (%s)',
    async (name) => {
      await v1(name);
      expect(edge.errors).toHaveLength(1);
    },
  );
});
