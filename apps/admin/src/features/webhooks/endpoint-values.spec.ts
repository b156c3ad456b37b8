import { changeOf, creationOf, headersProblem, NEW_ENDPOINT, urlProblem, valuesOf } from './endpoint-values';

const ENDPOINT = {
  id: '01998a3c-5f00-7000-8000-000000000001',
  url: 'https://example.com/hooks',
  events: ['messages'],
  format: 'envelope',
  phoneNumberId: '106540352242922',
  headers: { 'X-Api-Key': '***', 'X-Team': '***' },
  hasBearerToken: true,
  hubSignature: true,
  status: 'enabled',
  disabledReason: null,
  failingSince: null,
  previousSecretUntil: null,
  createdAt: '2026-11-20T10:00:00.000Z',
  updatedAt: '2026-11-20T10:00:00.000Z',
};

describe('A changed endpoint', () => {
  it('keeps the secrets that nobody touched', () => {
    const change = changeOf(valuesOf(ENDPOINT));
    expect(change).toEqual({
      url: ENDPOINT.url,
      events: ['messages'],
      format: 'envelope',
      phoneNumberId: '106540352242922',
      headers: { 'X-Api-Key': '***', 'X-Team': '***' },
      hubSignature: true,
    });
  });

  it('gets the header values that were typed, and loses the headers that were taken out', () => {
    const [first] = valuesOf(ENDPOINT).headers;
    const headers = [
      { ...first!, value: 'new' },
      { key: 'n', name: ' X-New ', value: 'v', isKept: false },
    ];
    expect(changeOf({ ...valuesOf(ENDPOINT), headers }).headers).toEqual({ 'X-Api-Key': 'new', 'X-New': 'v' });
  });

  it('gets another bearer token, or none', () => {
    expect(changeOf({ ...valuesOf(ENDPOINT), bearerToken: ' token ' }).bearerToken).toBe('token');
    expect(changeOf({ ...valuesOf(ENDPOINT), removesBearerToken: true }).bearerToken).toBeNull();
  });
});

describe('A new endpoint', () => {
  it('is told of all numbers, with no header and no token, unless someone says so', () => {
    const request = creationOf({ ...NEW_ENDPOINT, url: ' https://example.com/hooks ' });
    expect(request).toMatchObject({
      url: 'https://example.com/hooks',
      phoneNumberId: null,
      headers: {},
      bearerToken: null,
    });
  });

  it('needs a whole address', () => {
    expect(urlProblem(' ')).toContain('Enter');
    expect(urlProblem('example.com/hooks')).toContain('whole address');
    expect(urlProblem('https://example.com/hooks')).toBeNull();
  });

  it('has each header once, and with a name', () => {
    const header = (name: string, value = 'v') => ({ key: name, name, value, isKept: false });
    expect(headersProblem([header('X-One'), header('x-one')])).toContain('x-one');
    expect(headersProblem([header('')])).toContain('no name');
    expect(headersProblem([header('X-One'), header('X-Two'), header('', '')])).toBeNull();
  });
});
