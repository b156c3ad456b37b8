import fc from 'fast-check';
import { anyCharacter } from '../../../test/support/any-character';
import { isAddressAllowed, isAddressRange } from './ip-allow-list';

describe('isAddressRange', () => {
  it.each([
    '192.0.2.1',
    '192.0.2.0/24',
    '0.0.0.0/0',
    '10.1.2.3/32',
    '2001:db8::1',
    '2001:db8::/32',
    '::/0',
    '::1/128',
    '::ffff:10.0.0.0/104',
  ])('accepts %s', (text) => expect(isAddressRange(text)).toBe(true));

  it.each([
    '',
    ' ',
    '10',
    '10.0.0',
    '256.0.0.1',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
    '10.0.0.0/08',
    '0x7f.1',
    '010.0.0.1',
    'fe80::1%eth0',
    '::/129',
    'localhost',
    '10.0.0.0/8 ',
    '10.0.0.*',
  ])('refuses %p', (text) => expect(isAddressRange(text)).toBe(false));

  it('never fails, whatever the text', () => {
    fc.assert(fc.property(fc.string({ unit: anyCharacter }), (text) => typeof isAddressRange(text) === 'boolean'));
  });
});

describe('isAddressAllowed', () => {
  it.each([
    ['192.0.2.77', ['192.0.2.0/24'], true],
    ['192.0.3.1', ['192.0.2.0/24'], false],
    ['::ffff:192.0.2.77', ['192.0.2.0/24'], true],
    ['192.0.2.77', ['::ffff:192.0.2.0/120'], true],
    ['2001:db8::5', ['192.0.2.0/24', '2001:db8::/32'], true],
    ['2001:db9::5', ['2001:db8::/32'], false],
    ['192.0.2.1', ['::/0'], false],
    ['2001:db8::1', ['0.0.0.0/0'], false],
    ['10.0.0.1', ['10.0.0.1'], true],
    ['10.0.0.2', ['10.0.0.1'], false],
    ['10.255.0.9', ['10.1.2.3/8'], true],
    ['', ['0.0.0.0/0', '::/0'], false],
    ['unknown', ['0.0.0.0/0'], false],
  ])('%s in %p: %p', (ip, allowed, expected) => {
    expect(isAddressAllowed(ip, allowed)).toBe(expected);
  });

  it('lets every address pass where there is no list', () => {
    fc.assert(fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (ip) => isAddressAllowed(ip, [])));
  });

  it('finds each address in its own block of any length, and not outside of it', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }), (network, ip, bits) => {
        const number = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
        const isInside = Math.floor(number(network) / 2 ** (32 - bits)) === Math.floor(number(ip) / 2 ** (32 - bits));
        expect(isAddressAllowed(ip, [`${network}/${bits}`])).toBe(isInside);
      }),
    );
  });
});
