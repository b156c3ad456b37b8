import { decodeCallbackData, encodeCallbackData } from './callback-data';
import { uuidv7 } from './uuidv7';

describe('callback data', () => {
  it('finds back the tenant and the message of a status', () => {
    const reference = { tenantId: uuidv7(), messageId: uuidv7() };
    const text = encodeCallbackData(reference.tenantId, reference.messageId);
    expect(text).toBe(`sb1.${reference.tenantId}.${reference.messageId}`);
    expect(decodeCallbackData(text)).toEqual(reference);
  });

  it.each([
    '',
    'sb1',
    'sb1..',
    `sb1.${uuidv7()}`,
    `sb2.${uuidv7()}.${uuidv7()}`,
    `sb1.${uuidv7()}.${uuidv7()}.x`,
    `sb1.a.b`,
  ])('takes %j for data of someone else', (text) => {
    expect(decodeCallbackData(text)).toBeNull();
  });
});
