import fc from 'fast-check';
import { isAllowedHost, OutboundUrlError, parseTenantUrl, type OutboundRules } from './url-rules';

const STRICT: OutboundRules = { allowHttp: false, allowHosts: [] };
const HTTP_TOO: OutboundRules = { allowHttp: true, allowHosts: [] };

function refusalOf(text: string, rules: OutboundRules = STRICT): string | undefined {
  try {
    parseTenantUrl(text, rules);
    return undefined;
  } catch (error) {
    if (error instanceof OutboundUrlError) return error.reason;
    throw error;
  }
}

describe('A URL of the public Internet is accepted', () => {
  it.each([
    ['https://example.com', 'https://example.com/'],
    ['https://hooks.example.com/a/b?c=d%20e', 'https://hooks.example.com/a/b?c=d%20e'],
    ['HTTPS://Hooks.Example.COM/A', 'https://hooks.example.com/A'],
    ['https://example.com:8443/x', 'https://example.com:8443/x'],
    ['https://example.com.:444/x', 'https://example.com:444/x'],
    ['https://bücher.example/ü', 'https://xn--bcher-kva.example/%C3%BC'],
    ['https://my_bucket.example.com/', 'https://my_bucket.example.com/'],
    ['https://8.8.8.8/x', 'https://8.8.8.8/x'],
    ['https://[2606:4700:4700::1111]/x', 'https://[2606:4700:4700::1111]/x'],
    ['https://localhost.example.com/', 'https://localhost.example.com/'],
    ['https://example.com/path@with:signs', 'https://example.com/path@with:signs'],
  ])('%s', (text, href) => {
    expect(parseTenantUrl(text, STRICT).href).toBe(href);
  });

  it('with http where that is allowed', () => {
    expect(parseTenantUrl('http://example.com:8080/x', HTTP_TOO).href).toBe('http://example.com:8080/x');
  });

  it('up to 2048 characters', () => {
    const start = 'https://example.com/';
    expect(refusalOf(start + 'a'.repeat(2048 - start.length))).toBeUndefined();
    expect(refusalOf(start + 'a'.repeat(2049 - start.length))).toBe('malformed');
    expect(refusalOf(start + 'ü'.repeat(1000))).toBe('malformed');
  });
});

describe('A URL that leads to an address inside is refused, however it is spelled', () => {
  it.each([
    ['loopback', 'https://127.0.0.1/'],
    ['decimal', 'https://2130706433/'],
    ['octal', 'https://0177.0.0.1/'],
    ['octal, one number', 'https://017700000001/'],
    ['hexadecimal', 'https://0x7f.1/'],
    ['hexadecimal, one number', 'https://0x7f000001/'],
    ['hexadecimal, capitals', 'https://0X7F.0X0.0X0.0X1/'],
    ['short', 'https://127.1/'],
    ['mixed', 'https://0x7f.0.0.01/'],
    ['trailing dot', 'https://127.0.0.1./'],
    ['zero', 'https://0/'],
    ['empty hexadecimal', 'https://0x/'],
    ['percent-encoded', 'https://%31%32%37.0.0.1/'],
    ['full-width digits', 'https://１２７.0.0.1/'],
    ['circled digits', 'https://①②⑦.⓪.⓪.①/'],
    ['ideographic full stops', 'https://127。0。0。1/'],
    ['private', 'https://10.1.2.3/'],
    ['private', 'https://172.16.0.1/'],
    ['private', 'https://192.168.0.1:8443/'],
    ['link-local', 'https://169.254.1.1/'],
    ['metadata', 'https://169.254.169.254/latest/meta-data/'],
    ['metadata, decimal', 'https://2852039166/'],
    ['CGNAT', 'https://100.64.1.1/'],
    ['IPv6 loopback', 'https://[::1]/'],
    ['IPv6 unspecified', 'https://[::]/'],
    ['IPv4-mapped', 'https://[::ffff:127.0.0.1]/'],
    ['IPv4-mapped, hexadecimal', 'https://[::ffff:7f00:1]/'],
    ['IPv4-mapped, long', 'https://[0:0:0:0:0:ffff:a9fe:a9fe]/'],
    ['IPv4-compatible', 'https://[::127.0.0.1]/'],
    ['NAT64', 'https://[64:ff9b::10.0.0.1]/'],
    ['6to4', 'https://[2002:7f00:1::]/'],
    ['unique local', 'https://[fd00:ec2::254]/'],
    ['link-local IPv6', 'https://[fe80::1]/'],
  ])('%s: %s', (_kind, text) => {
    expect(refusalOf(text)).toBe('address');
  });

  type Octets = readonly [number, number, number, number];
  const octet = fc.nat(255);
  const privateIpv4: fc.Arbitrary<Octets> = fc.oneof(
    fc.tuple(fc.constantFrom(0, 10, 127), octet, octet, octet),
    fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), octet, octet),
    fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
    fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
    fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
    fc.tuple(fc.integer({ min: 224, max: 255 }), octet, octet, octet),
  );
  const publicIpv4: fc.Arbitrary<Octets> = fc.tuple(fc.constantFrom(1, 8, 45, 93, 151, 212), octet, octet, octet);

  const number = (value: number, radix: number, zeros: number): string => {
    if (radix === 8) return `0${'0'.repeat(zeros)}${value.toString(8)}`;
    return radix === 16 ? `0x${'0'.repeat(zeros)}${value.toString(16)}` : value.toString();
  };
  const fullWidth = (text: string): string =>
    text.replace(/[0-9]/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
  const percent = (text: string): string =>
    text.replace(/[0-9a-fx]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);

  /** Any way to write an IPv4 address that inet_aton and the URL standard know: one to four numbers in three radices. */
  const spelling = fc.record({
    parts: fc.integer({ min: 1, max: 4 }),
    radices: fc.tuple(...Array.from({ length: 4 }, () => fc.constantFrom(8, 10, 16))),
    zeros: fc.nat(3),
    dress: fc.constantFrom(String, fullWidth, percent),
    dot: fc.constantFrom('', '.'),
  });
  type Spelling = typeof spelling extends fc.Arbitrary<infer T> ? T : never;

  function spell(octets: Octets, { parts, radices, zeros, dress, dot }: Spelling): string {
    const tail = octets.slice(parts - 1).reduce((sum, value) => sum * 256 + value, 0);
    const values = [...octets.slice(0, parts - 1), tail];
    return dress(values.map((value, index) => number(value, radices[index]!, zeros)).join('.')) + dot;
  }

  it('holds for every IPv4 address of the non-public ranges in every spelling', () => {
    fc.assert(
      fc.property(privateIpv4, spelling, (octets, how) => refusalOf(`https://${spell(octets, how)}/`) === 'address'),
      { numRuns: 2000 },
    );
  });

  it('holds for none of the public addresses in the same spellings', () => {
    fc.assert(
      fc.property(publicIpv4, spelling, (octets, how) => {
        return parseTenantUrl(`https://${spell(octets, how)}/`, STRICT).hostname === octets.join('.');
      }),
      { numRuns: 1000 },
    );
  });
});

describe('A URL that we cannot call safely is refused', () => {
  it.each([
    ['malformed', ''],
    ['malformed', 'example.com/hook'],
    ['malformed', '//example.com/hook'],
    ['malformed', 'https://'],
    ['malformed', 'https:///example.com'],
    ['malformed', 'https:example.com'],
    ['malformed', 'https://exa mple.com'],
    ['malformed', ' https://example.com'],
    ['malformed', 'https://example.com/\n'],
    ['malformed', 'ht\ttps://example.com'],
    ['malformed', 'https://example.com/a\r\nHost: internal'],
    ['malformed', 'https://example.com\\@10.0.0.1/'],
    ['malformed', 'https://exa%00mple.com'],
    ['malformed', 'https://example.com:99999'],
    ['malformed', 'https://1.2.3.256'],
    ['malformed', 'https://1.2.3.4.5'],
    ['malformed', 'https://[fe80::1%25eth0]/'],
    ['malformed', 'https://[::1/'],
    ['scheme', 'http://example.com'],
    ['scheme', 'ftp://example.com'],
    ['scheme', 'file:///etc/passwd'],
    ['scheme', 'gopher://example.com/'],
    ['scheme', 'javascript:alert(1)'],
    ['scheme', 'data:text/plain,x'],
    ['scheme', 'ws://example.com'],
    ['credentials', 'https://user@example.com'],
    ['credentials', 'https://user:secret@example.com'],
    ['credentials', 'https://:secret@example.com'],
    ['credentials', 'https://@example.com'],
    ['credentials', 'https://example.com@10.0.0.1/'],
    ['host', 'https://localhost'],
    ['host', 'https://LOCALHOST.:8443/'],
    ['host', 'https://x.localhost'],
    ['host', 'https://intranet'],
    ['host', 'https://printer.local'],
    ['host', 'https://metadata.google.internal/'],
    ['host', 'https://db.corp'],
    ['host', 'https://nas.home.arpa'],
    ['host', 'https://1.0.0.127.in-addr.arpa'],
    ['host', 'https://router.lan'],
    ['host', 'https://kubernetes.default.svc.cluster.local'],
    ['host', 'https://x.onion'],
    ['host', 'https://a..example.com'],
    ['host', 'https://.example.com'],
    ['host', 'https://example.com../'],
    ['host', 'https://-x.example.com'],
    ['host', "https://a'b.example.com"],
    ['host', 'https://*.example.com'],
    ['host', `https://${'a'.repeat(64)}.com`],
    ['host', `https://${'a.'.repeat(130)}com`],
    ['port', 'https://example.com:0'],
    ['port', 'https://example.com:22'],
    ['port', 'https://example.com:25'],
    ['port', 'https://example.com:0025'],
    ['port', 'https://example.com:5432'],
    ['port', 'https://example.com:6379'],
    ['port', 'https://8.8.8.8:53'],
  ])('%s: %j', (reason, text) => {
    expect(refusalOf(text)).toBe(reason);
  });

  it('without repeating the credentials that it holds', () => {
    expect(() => parseTenantUrl('https://user:hunter2@example.com', STRICT)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });
});

describe('A host that the operator allows', () => {
  it.each([
    ['https://localhost:3443/', 'localhost'],
    ['https://LocalHost/', 'LOCALHOST'],
    ['https://localhost./', 'localhost'],
    ['https://localhost:3443/', 'localhost:3443'],
    ['https://localhost/', 'localhost:443'],
    ['https://127.0.0.1:3443/', '127.0.0.1:3443'],
    ['https://127.1:3443/', '127.0.0.1'],
    ['https://[::1]:3443/', '[::1]:3443'],
    ['https://[::1]:3443/', '[::1]'],
    ['https://[::1]:3443/', '::1'],
  ])('%s is accepted by the entry %s', (text, entry) => {
    expect(refusalOf(text, { allowHttp: false, allowHosts: ['other.example', entry] })).toBeUndefined();
  });

  it.each([
    ['address', 'https://127.0.0.1:3444/', '127.0.0.1:3443'],
    ['host', 'https://localhost/', 'localhost:3443'],
    ['host', 'https://sub.localhost/', 'localhost'],
    ['host', 'https://xlocalhost/', 'localhost'],
    ['address', 'https://127.0.0.2/', '127.0.0.1'],
    ['address', 'https://127.0.0.1/', '*'],
    ['address', 'https://127.0.0.1/', ''],
    ['address', 'https://127.0.0.1/', 'localhost'],
    ['scheme', 'http://localhost/', 'localhost'],
    ['port', 'https://localhost:6379/', 'localhost'],
    ['port', 'https://localhost:6379/', 'localhost:6379'],
    ['credentials', 'https://a:b@localhost/', 'localhost'],
  ])('by name bypasses nothing else: %s for %s with %j', (reason, text, entry) => {
    expect(refusalOf(text, { allowHttp: false, allowHosts: [entry] })).toBe(reason);
  });

  it('is known by its URL', () => {
    expect(isAllowedHost(new URL('http://localhost:8080'), ['localhost:8080'])).toBe(true);
    expect(isAllowedHost(new URL('http://localhost:8081'), ['localhost:8080'])).toBe(false);
  });
});
