import { Readable } from 'node:stream';
import type { Response } from 'express';
import type { EdgeRequest } from '../../http/principal';
import { readParameters, readParameterText } from './graph-body';

const BOUNDARY = 'x-boundary';
const MAX_BYTES = 10_000;

function part(name: string, content: string): string {
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${content}\r\n`;
}

/** A form as it comes over HTTP, piece by piece. */
function posted(
  source: Iterable<string>,
  contentType = `multipart/form-data; boundary=${BOUNDARY}`,
): EdgeRequest & Readable {
  const headers = { 'content-type': contentType, 'transfer-encoding': 'chunked' };
  return Object.assign(Readable.from(source, { objectMode: false }), { headers }) as unknown as EdgeRequest & Readable;
}

const form = (...parts: string[]): string => `${parts.join('')}--${BOUNDARY}--\r\n`;

async function read(source: Iterable<string>): Promise<unknown> {
  return JSON.parse((await readParameterText(posted(source), {} as Response, MAX_BYTES)).toString());
}

describe('A multipart form', () => {
  it('is an object, whose fields may hold JSON, objects and lists', async () => {
    const parts = [
      part('to', '1'),
      part('text', '{"body":"Hello"}'),
      part('a[b]', 'x'),
      part('c[]', 'y'),
      part('d[1]', 'z'),
    ];
    await expect(read([form(...parts)])).resolves.toEqual({
      to: '1',
      text: { body: 'Hello' },
      a: { b: 'x' },
      c: ['y'],
      d: [null, 'z'],
    });
    await expect(read([form()])).resolves.toEqual({});
  });

  it('has no lists that are long for nothing', async () => {
    await expect(read([form(part('a[4000000]', 'x'))])).rejects.toMatchObject({ code: 'VAL_001' });
  });

  it('is not read any further once it is too large', async () => {
    let chunks = 0;
    const endless = (function* () {
      for (;;) yield part(`field${(chunks += 1)}`, 'x'.repeat(1_000));
    })();
    const request = posted(endless);
    await expect(readParameterText(request, {} as Response, MAX_BYTES)).rejects.toMatchObject({
      params: { fields: [{ rule: 'maxBytes' }] },
    });
    expect(chunks).toBeLessThan(100);
    request.destroy();
  });

  it.each([
    ['has no end', part('a', 'x')],
    ['has a file', `${part('a', 'x')}${part('f"; filename="f', 'x')}--${BOUNDARY}--\r\n`],
    ['has too many fields', form(...Array.from({ length: 101 }, (_, index) => part(`f${index}`, 'x')))],
  ])('that %s is none', async (_name, text) => {
    await expect(read([text])).rejects.toMatchObject({ code: 'VAL_001', params: { fields: [{ rule: 'multipart' }] } });
  });

  it('is read once, by whoever asks first', async () => {
    const request = posted([form(part('a', 'x'))]);
    const texts = await Promise.all([1, 2].map(() => readParameterText(request, {} as Response, MAX_BYTES)));
    expect(texts.map(String)).toEqual(['{"a":"x"}', '{"a":"x"}']);
  });
});

describe('A form in the body of a URL’s kind', () => {
  const URLENCODED = 'application/x-www-form-urlencoded';
  const readFields = async (text: string): Promise<unknown> =>
    JSON.parse((await readParameterText(posted([text], URLENCODED), {} as Response, MAX_BYTES)).toString());

  it('is an object, whose fields may hold JSON', async () => {
    await expect(readFields('to=1&text={"body":"a%26b"}&e')).resolves.toEqual({
      to: '1',
      text: { body: 'a&b' },
      e: '',
    });
  });

  it('has at most a hundred fields', async () => {
    const fields = Array.from({ length: 102 }, (_, index) => `f${index}=x`);
    await expect(readFields(fields.slice(0, 100).join('&'))).resolves.toHaveProperty('f99', 'x');
    await expect(readFields(fields.join('&'))).rejects.toMatchObject({ params: { fields: [{ rule: 'form' }] } });
  });
});

describe('The parameters of a call that is passed on', () => {
  const readAll = (query: string, json: string): Promise<unknown> => {
    const request = Object.assign(posted(json === '' ? [] : [json], 'application/json'), {
      url: `/v23.0/1/verify_code${query}`,
    });
    return readParameters(request, {} as Response, MAX_BYTES);
  };

  it('may stand in the query, where what the body says too does not count', async () => {
    await expect(readAll('?code=123&websites=["a"]', '')).resolves.toEqual({ code: '123', websites: ['a'] });
    await expect(readAll('?code=123&pin=1', '{"code":"456"}')).resolves.toEqual({ code: '456', pin: '1' });
    await expect(readAll('', '')).resolves.toEqual({});
  });

  it('have nothing that speaks for the caller, nor what cannot be stored', async () => {
    await expect(readAll('?access_token=pk_1&a=1&appsecret_proof=x', '{"access_token":"pk_2"}')).resolves.toEqual({
      a: '1',
    });
    await expect(readAll('?a=["\\u0000"]', '')).rejects.toMatchObject({ code: 'VAL_001' });
  });
});
