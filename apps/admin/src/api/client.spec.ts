import { answer } from '../../test/render';
import { api, call } from './client';
import { queryClient, SESSION_KEY } from './query-client';
import { onEndedSession } from './session-end';

const signIn = (): void => void queryClient.setQueryData(SESSION_KEY, { csrfToken: 'token-1' });
const change = () => call(api.POST('/console/v1/password', { body: { current: 'a', next: 'b' } }));
const read = () => call(api.GET('/console/v1/tenants', { params: { query: { limit: 5 } } }));

describe('the client', () => {
  beforeEach(() => queryClient.clear());

  it('proves changing requests with the session’s CSRF token, and no others', async () => {
    signIn();
    const { requests } = answer({
      'POST /console/v1/password': { status: 204 },
      'GET /console/v1/tenants': { items: [], nextCursor: null },
    });
    await change();
    await expect(read()).resolves.toEqual({ items: [], nextCursor: null });
    expect(requests.map((request) => request.headers.get('x-csrf-token'))).toEqual(['token-1', null]);
    expect(requests[1]?.url).toContain('?limit=5');
  });

  it('throws what the server says, with the fields and the request id', async () => {
    answer({
      'GET /console/v1/tenants': {
        status: 400,
        body: {
          code: 'validation_failed',
          title: 'Bad request',
          detail: 'Some fields are not valid.',
          fields: [{ path: 'limit', rule: 'max', message: 'must be at most 200' }],
          requestId: 'r-1',
        },
      },
    });
    await expect(read()).rejects.toMatchObject({
      status: 400,
      code: 'validation_failed',
      detail: 'Some fields are not valid.',
      fields: [{ path: 'limit', message: 'must be at most 200' }],
      requestId: 'r-1',
    });
  });

  it('says that the server is away when no answer comes', async () => {
    globalThis.fetch = () => Promise.reject(new TypeError('fetch failed'));
    await expect(read()).rejects.toMatchObject({ status: 0, code: 'network' });
  });

  it('makes a problem of a proxy’s page', async () => {
    globalThis.fetch = () => Promise.resolve(new Response('<h1>Bad gateway</h1>', { status: 502 }));
    await expect(read()).rejects.toMatchObject({ status: 502, code: 'http_502' });
  });

  it('tells when the session has ended, and not when a sign-in is refused', async () => {
    const ended = jest.fn();
    const stop = onEndedSession(ended);
    answer({
      'GET /console/v1/tenants': { status: 401, body: { code: 'unauthorized' } },
      'POST /console/v1/session': { status: 401, body: { code: 'unauthorized' } },
      'POST /console/v1/invitations/accept': { status: 401, body: { code: 'unauthorized', title: 'Unauthorized' } },
    });
    await expect(call(api.POST('/console/v1/session', { body: { email: 'a', password: 'b' } }))).rejects.toThrow();
    const acceptance = { token: 'a', name: 'b', password: 'c' };
    await expect(call(api.POST('/console/v1/invitations/accept', { body: acceptance }))).rejects.toMatchObject({
      code: 'unauthorized',
      title: 'Not accepted',
    });
    expect(ended).not.toHaveBeenCalled();
    await expect(read()).rejects.toMatchObject({ code: 'session_ended' });
    expect(ended).toHaveBeenCalledTimes(1);
    stop();
  });

  it('learns the token of a session that another tab has begun', async () => {
    signIn();
    localStorage.setItem('switchboard-signed-in', 'yes');
    const refetch = jest.spyOn(queryClient, 'refetchQueries');
    answer({ 'POST /console/v1/password': { status: 403, body: { code: 'csrf_failed' } } });
    await expect(change()).rejects.toMatchObject({ code: 'csrf_failed' });
    expect(refetch).toHaveBeenCalledWith({ queryKey: SESSION_KEY });
  });
});
