import { createHmac, randomBytes } from 'node:crypto';
import { GatewayError } from '@switchboard/contracts';
import fc from 'fast-check';
import { isSameSecret, verifyMetaSignature } from './meta-signature';

const SECRET = 'an-app-secret';
const BODY = Buffer.from('{"object":"whatsapp_business_account","entry":[]}');

const sign = (body: Buffer, secret = SECRET): string => createHmac('sha256', secret).update(body).digest('hex');

/** The code of the refusal; null when the body is taken for Meta's. */
function refusal(body: Buffer, header: string | undefined, secret = SECRET): string | null {
  try {
    verifyMetaSignature(body, header, secret);
    return null;
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return error.code;
  }
}

describe('A webhook', () => {
  it('that Meta signed is taken', () => {
    expect(refusal(BODY, `sha256=${sign(BODY)}`)).toBeNull();
    // RFC 4231, test case 2.
    const rfc = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
    expect(refusal(Buffer.from('what do ya want for nothing?'), `sha256=${rfc}`, 'Jefe')).toBeNull();
  });

  it('is taken in whatever case the signature is written', () => {
    expect(refusal(BODY, `SHA256=${sign(BODY).toUpperCase()}`)).toBeNull();
  });

  it('may hold any bytes', () => {
    for (const body of [Buffer.alloc(0), randomBytes(1_000), Buffer.from('{"name":"Lucía 😀"}')]) {
      expect(refusal(body, `sha256=${sign(body)}`)).toBeNull();
    }
  });

  it('without a signature is refused with WH_002', () => {
    expect(refusal(BODY, undefined)).toBe('WH_002');
  });

  it.each([
    ['empty', ''],
    ['without its scheme', sign(BODY)],
    ['of another scheme', `sha1=${sign(BODY)}`],
    ['made with another secret', `sha256=${sign(BODY, 'another-secret')}`],
    ['of another body', `sha256=${sign(Buffer.from('{}'))}`],
    ['cut off', `sha256=${sign(BODY).slice(0, 62)}`],
    ['with more after it', `sha256=${sign(BODY)}00`],
    ['with a blank before it', ` sha256=${sign(BODY)}`],
    ['with a line feed after it', `sha256=${sign(BODY)}\n`],
    ['that is not hexadecimal', `sha256=${'z'.repeat(64)}`],
    ['sent twice', `sha256=${sign(BODY)}, sha256=${sign(BODY)}`],
    ['of nothing', `sha256=${'0'.repeat(64)}`],
  ])('with a signature %s is refused with WH_003', (_, header) => {
    expect(refusal(BODY, header)).toBe('WH_003');
  });

  it('is refused when any single bit of it or of its signature was changed', () => {
    const signature = Buffer.from(sign(BODY), 'hex');
    const flipped = (bytes: Buffer, bit: number): Buffer => {
      const copy = Buffer.from(bytes);
      copy[bit >> 3]! ^= 1 << (bit & 7);
      return copy;
    };
    fc.assert(
      fc.property(fc.nat(BODY.length * 8 - 1), fc.nat(255), (bodyBit, signatureBit) => {
        expect(refusal(flipped(BODY, bodyBit), `sha256=${signature.toString('hex')}`)).toBe('WH_003');
        expect(refusal(BODY, `sha256=${flipped(signature, signatureBit).toString('hex')}`)).toBe('WH_003');
      }),
    );
  });
});

describe('Two secrets', () => {
  it.each([
    ['a-verify-token', 'a-verify-token', true],
    ['sipariş-😀', 'sipariş-😀', true],
    ['a-verify-token', 'a-verify-tokem', false],
    ['a-verify-token', 'a-verify-token ', false],
    ['A-verify-token', 'a-verify-token', false],
    ['', 'a-verify-token', false],
    ['a', 'a-verify-token', false],
  ])('%p and %p are the same: %p', (given, expected, isSame) => {
    expect(isSameSecret(given, expected)).toBe(isSame);
  });
});
