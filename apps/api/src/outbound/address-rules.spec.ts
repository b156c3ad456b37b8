import fc from 'fast-check';
import { isPublicAddress, isSameAddress } from './address-rules';

describe('An address of the public Internet is allowed', () => {
  it.each([
    ['1.1.1.1'],
    ['8.8.8.8'],
    ['93.184.216.34'],
    ['172.15.255.255'],
    ['172.32.0.0'],
    ['100.63.255.255'],
    ['100.128.0.0'],
    ['169.253.255.255'],
    ['192.167.255.255'],
    ['198.17.255.255'],
    ['198.20.0.0'],
    ['223.255.255.255'],
    ['2606:4700:4700::1111'],
    ['2a00:1450:4001:81b::200e'],
    ['2400:cb00:2048:1::c629:d7a2'],
    ['64:ff9b::8.8.8.8'],
    ['64:ff9b::808:808'],
  ])('%s', (ip) => {
    expect(isPublicAddress(ip)).toBe(true);
  });
});

describe('An address that is not of the public Internet is refused', () => {
  it.each([
    ['unspecified', '0.0.0.0'],
    ['this network', '0.1.2.3'],
    ['private 10/8', '10.0.0.0'],
    ['private 10/8, its end', '10.255.255.255'],
    ['private 172.16/12', '172.16.0.1'],
    ['private 172.16/12, its end', '172.31.255.255'],
    ['private 192.168/16', '192.168.1.1'],
    ['loopback', '127.0.0.1'],
    ['loopback, its end', '127.255.255.255'],
    ['link-local', '169.254.0.1'],
    ['metadata of AWS, GCP and Azure', '169.254.169.254'],
    ['metadata of ECS tasks', '169.254.170.2'],
    ['metadata of Alibaba', '100.100.100.200'],
    ['metadata of Oracle', '192.0.0.192'],
    ['metadata of Azure hosts', '168.63.129.16'],
    ['CGNAT', '100.64.0.1'],
    ['CGNAT, its end', '100.127.255.255'],
    ['protocol assignments', '192.0.0.1'],
    ['documentation 1', '192.0.2.1'],
    ['documentation 2', '198.51.100.1'],
    ['documentation 3', '203.0.113.1'],
    ['6to4 relay', '192.88.99.1'],
    ['AS112', '192.175.48.1'],
    ['AMT', '192.52.193.1'],
    ['benchmarking', '198.18.0.1'],
    ['benchmarking, its end', '198.19.255.255'],
    ['multicast', '224.0.0.1'],
    ['multicast, its end', '239.255.255.255'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['IPv6 unspecified', '::'],
    ['IPv6 loopback', '::1'],
    ['IPv6 loopback, long', '0:0:0:0:0:0:0:1'],
    ['IPv4-mapped loopback', '::ffff:127.0.0.1'],
    ['IPv4-mapped loopback in hexadecimal', '::ffff:7f00:1'],
    ['IPv4-mapped public', '::ffff:8.8.8.8'],
    ['IPv4-mapped metadata', '::ffff:a9fe:a9fe'],
    ['IPv4-compatible loopback', '::127.0.0.1'],
    ['IPv4-compatible public', '::8.8.8.8'],
    ['IPv4-translated', '::ffff:0:10.0.0.1'],
    ['NAT64 of a private address', '64:ff9b::10.0.0.1'],
    ['NAT64 of the metadata address', '64:ff9b::a9fe:a9fe'],
    ['NAT64 of loopback', '64:ff9b::7f00:1'],
    ['NAT64 for local use', '64:ff9b:1::8.8.8.8'],
    ['beside the NAT64 prefix', '64:ff9b:0:0:0:1:808:808'],
    ['6to4 of a private address', '2002:a00:1::1'],
    ['6to4 of a public address', '2002:808:808::1'],
    ['Teredo', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ['unique local', 'fc00::1'],
    ['unique local, assigned', 'fd12:3456:789a::1'],
    ['metadata of AWS over IPv6', 'fd00:ec2::254'],
    ['metadata of GCP over IPv6', 'fd20:ce::254'],
    ['link-local IPv6', 'fe80::1'],
    ['link-local IPv6, its end', 'febf::1'],
    ['site-local', 'fec0::1'],
    ['multicast IPv6', 'ff02::1'],
    ['documentation IPv6', '2001:db8::1'],
    ['new documentation IPv6', '3fff::1'],
    ['benchmarking IPv6', '2001:2::1'],
    ['ORCHIDv2', '2001:20::1'],
    ['discard', '100::1'],
    ['segment routing', '5f00::1'],
    ['not assigned', '4000::1'],
    ['with a zone', 'fe80::1%eth0'],
    ['public with a zone', '2606:4700:4700::1111%eth0'],
  ])('%s: %s', (_kind, ip) => {
    expect(isPublicAddress(ip)).toBe(false);
  });

  it.each([
    [''],
    ['example.com'],
    ['127.1'],
    ['2130706433'],
    ['0177.0.0.1'],
    ['0x7f.1'],
    ['8.8.8'],
    ['[::1]'],
    ['08.8.8.8'],
  ])('%j, which is no address in its strict form', (text) => {
    expect(isPublicAddress(text)).toBe(false);
  });

  it('embedded in IPv6 in any way that IPv4 can be', () => {
    const ipv4 = fc.oneof(
      fc.tuple(fc.constantFrom(10, 127, 0), fc.nat(255), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(192), fc.constant(168), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(169), fc.constant(254), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), fc.nat(255), fc.nat(255)),
    );
    const hex = (high: number, low: number): string => ((high << 8) | low).toString(16);
    fc.assert(
      fc.property(ipv4, ([a, b, c, d]) => {
        const groups = `${hex(a, b)}:${hex(c, d)}`;
        const forms = ['::', '::ffff:', '::ffff:0:', '64:ff9b::', '64:ff9b:1::'].map((prefix) => prefix + groups);
        return [...forms, `2002:${groups}::1`, `2001:0:${groups}::1`].every((ip) => !isPublicAddress(ip));
      }),
    );
  });
});

describe('Two spellings of an address', () => {
  it.each([
    ['2606:4700:0:0:0:0:0:1', '2606:4700::1', true],
    ['2606:4700::A', '2606:4700::a', true],
    ['8.8.8.8', '8.8.8.8', true],
    ['8.8.8.8', '8.8.4.4', false],
    ['8.8.8.8', '::ffff:8.8.8.8', false],
    ['8.8.8.8', 'dns.google', false],
  ])('%s and %s are the same: %s', (one, other, same) => {
    expect(isSameAddress(one, other)).toBe(same);
  });
});
