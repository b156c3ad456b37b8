import { ERROR_CATALOGUE, GatewayError } from '@switchboard/contracts';
import { v1ErrorAnswer } from './v1-error';

describe('An error of v1', () => {
  it('is the contract’s envelope, with the request’s id', () => {
    const error = new GatewayError('AUTH_006', { params: { scope: 'messages:send' } });
    expect(v1ErrorAnswer(error, 'req-1')).toEqual({
      status: 403,
      body: `{"isSuccess":false,"errors":{"code":"AUTH_006","group":"FORBIDDEN","description":${JSON.stringify(
        ERROR_CATALOGUE.AUTH_006.description,
      )},"params":{"scope":"messages:send"}},"requestId":"req-1"}`,
      retryAfterSeconds: null,
    });
  });

  it('has no params where there are no facts', () => {
    const { errors } = JSON.parse(v1ErrorAnswer(new GatewayError('AUTH_002'), 'req-1').body) as { errors: object };
    expect(Object.keys(errors)).toEqual(['code', 'group', 'description']);
  });

  it('never shows what caused it', () => {
    const error = new GatewayError('SYS_001', { cause: new Error('password=hunter2') });
    expect(v1ErrorAnswer(error, 'req-1').body).not.toContain('hunter2');
  });

  it('says how long to wait', () => {
    expect(v1ErrorAnswer(new GatewayError('RATE_001', { params: { retry_after: '57s' } }), 'r').retryAfterSeconds).toBe(
      57,
    );
    expect(v1ErrorAnswer(new GatewayError('SYS_002'), 'r').retryAfterSeconds).toBe(1);
  });
});
