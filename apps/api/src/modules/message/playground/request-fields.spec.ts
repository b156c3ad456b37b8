import { GatewayError } from '@switchboard/contracts';
import { inRequestFields } from './request-fields';

const field = (path: string) => ({ path, rule: 'required', message: 'is required' });

describe('A refusal at the console', () => {
  it.each([
    ['text.body', 'message.text.body'],
    ['contacts[0].name', 'message.contacts[0].name'],
    ['[0]', 'message[0]'],
    ['', 'message'],
    ['Idempotency-Key', 'Idempotency-Key'],
  ])('names the field %p of a message as %p', (path, expected) => {
    const error = inRequestFields(new GatewayError('VAL_001', { params: { fields: [field(path)] } }));
    expect(error.params).toEqual({ fields: [field(expected)] });
  });

  it('says what does not fit the template', () => {
    const problems = [{ component: 'body', expected: '2 parameters', received: '1 parameter' }];
    expect(inRequestFields(new GatewayError('GW_001', { params: { problems } })).params).toEqual({
      problems,
      fields: [
        {
          path: 'message.template.components',
          rule: 'template',
          message: 'The template has 2 parameters in its body; the message has 1 parameter.',
        },
      ],
    });
  });

  it.each([
    ['Too many parameters: 3 of 2', 'Number of parameters does not match: Too many parameters: 3 of 2'],
    ['Number of parameters does not match', 'Number of parameters does not match'],
    [undefined, 'Number of parameters does not match'],
  ])('gives Meta’s words, with the details %p once', (details, message) => {
    const meta = {
      code: 132000,
      message: 'Number of parameters does not match',
      type: 'OAuthException',
      ...(details !== undefined && { error_data: { messaging_product: 'whatsapp', details } }),
    };
    const error = inRequestFields(new GatewayError('GW_002', { params: { meta }, metaHttpStatus: 400 }));
    expect(error.params?.['fields']).toEqual([{ path: 'message', rule: 'meta_132000', message }]);
    expect(error.metaHttpStatus).toBe(400);
  });

  it('points to the number for a number that is missing or foreign, and leaves everything else alone', () => {
    expect(inRequestFields(new GatewayError('VAL_002')).params).toMatchObject({ fields: [{ path: 'phoneNumberId' }] });
    expect(inRequestFields(new GatewayError('NUM_001')).params).toMatchObject({ fields: [{ path: 'phoneNumberId' }] });
    const poor = new GatewayError('BILL_001');
    expect(inRequestFields(poor)).toBe(poor);
  });
});
