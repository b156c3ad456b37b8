import type { Response } from 'express';
import { crossOrigin } from './cross-origin.middleware';
import type { EdgeRequest } from './principal';

const PREFLIGHT = {
  origin: 'https://shop.example',
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'authorization,content-type',
};

function call(method: string, path: string, headers: Readonly<Record<string, string>>) {
  const set: Record<string, string> = {};
  const answer = { status: null as number | null, isPassedOn: false, headers: set };
  const response = {
    set: (given: Record<string, string>) => Object.assign(set, given),
    status: (status: number) => {
      answer.status = status;
      return { end: () => undefined };
    },
  };
  const request = { method, path, headers } as unknown as EdgeRequest;
  crossOrigin(request, response as unknown as Response, () => (answer.isPassedOn = true));
  return answer;
}

describe('Pages of other origins', () => {
  it.each(['/v1/wa/message', '/v2/media/upload', '/media', '/v23.0/106540352242922/messages'])(
    'may ask whether they can call %s, and are told so at once',
    (path) => {
      expect(call('OPTIONS', path, PREFLIGHT)).toMatchObject({
        status: 204,
        isPassedOn: false,
        headers: {
          'Access-Control-Allow-Origin': '*',
          'Access-Control-Allow-Methods': 'GET, HEAD, POST, DELETE',
          'Access-Control-Allow-Headers': 'authorization,content-type',
          'Access-Control-Max-Age': '7200',
        },
      });
    },
  );

  it('may read the answer with its headers', () => {
    const { isPassedOn, headers } = call('POST', '/v1/wa/message', { origin: 'null' });
    expect(isPassedOn).toBe(true);
    expect(headers).toMatchObject({
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': expect.stringContaining('X-Message-Id'),
    });
  });

  it.each(['/console/v1/session', '/healthz', '/webhooks/meta', '/'])('may not call %s', (path) => {
    expect(call('OPTIONS', path, PREFLIGHT)).toEqual({ status: null, isPassedOn: true, headers: {} });
  });

  it('cannot put anything into the answer but names of headers', () => {
    const { headers } = call('OPTIONS', '/v2/me', { ...PREFLIGHT, 'access-control-request-headers': 'a: b; <c>' });
    expect(headers).not.toHaveProperty('Access-Control-Allow-Headers');
  });

  it.each(['GET', 'OPTIONS'])('alone are meant: %s of a program is left as it is', (method) => {
    expect(call(method, '/v2/me', {})).toEqual({ status: null, isPassedOn: true, headers: {} });
  });
});
