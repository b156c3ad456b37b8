import { GatewayError } from './gateway-error';

describe('GatewayError', () => {
  it('takes sentence, group and status from the catalogue', () => {
    const error = new GatewayError('BILL_001');
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      code: 'BILL_001',
      description: 'The balance is insufficient for this message.',
      group: 'PAYMENT_REQUIRED',
      httpStatus: 402,
      params: undefined,
    });
    expect('cause' in error).toBe(false);
  });

  it('carries parameters for the caller and a cause for the log', () => {
    const cause = new Error('connection reset');
    const error = new GatewayError('AUTH_006', { params: { scope: 'media:read' }, cause, description: 'No.' });
    expect(error.params).toEqual({ scope: 'media:read' });
    expect(error.cause).toBe(cause);
    expect(error.description).toBe('No.');
  });

  it("carries the status of Meta's answer apart from what the caller sees", () => {
    const params = { meta: { code: 100, message: 'Invalid parameter' } };
    expect(new GatewayError('GW_002', { params, metaHttpStatus: 404 })).toMatchObject({
      httpStatus: 400,
      metaHttpStatus: 404,
      params,
    });
    expect(new GatewayError('GW_002', { params }).metaHttpStatus).toBeUndefined();
  });
});
