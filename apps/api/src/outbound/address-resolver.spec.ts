import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { systemResolver } from './address-resolver';
import type { OutboundFailure } from './outbound-failure';

const TYPES: Record<number, 'A' | 'AAAA'> = { 1: 'A', 28: 'AAAA' };
const SERVFAIL = 2;
const NXDOMAIN = 3;

/** What the name server answers: address bytes, a failure code, or nothing at all. */
type Zone = Record<string, Partial<Record<'A' | 'AAAA', readonly number[][] | number | 'silence'>>>;

let server: Socket;
let zone: Zone;
let questions: string[];

/** Answers in the wire format of RFC 1035 section 4, with a pointer to the question's name. */
function answerTo(query: Buffer, records: readonly number[][], code: number): Buffer {
  const question = query.subarray(12, query.indexOf(0, 12) + 5);
  const type = question.subarray(-4, -2);
  const header = Buffer.from([0, 0, 0x81, 0x80 | code, 0, 1, 0, records.length, 0, 0, 0, 0]);
  query.copy(header, 0, 0, 2);
  const answers = records.map((bytes) =>
    Buffer.from([0xc0, 12, ...type, 0, 1, 0, 0, 0, 60, 0, bytes.length, ...bytes]),
  );
  return Buffer.concat([header, question, ...answers]);
}

function nameOf(query: Buffer): string {
  const labels: string[] = [];
  for (let at = 12; query[at] !== 0; at += 1 + query[at]!) {
    labels.push(query.toString('latin1', at + 1, at + 1 + query[at]!));
  }
  return labels.join('.').toLowerCase();
}

beforeEach(async () => {
  zone = {};
  questions = [];
  server = createSocket('udp4');
  server.on('message', (query, from) => {
    const name = nameOf(query);
    const type = TYPES[query.readUInt16BE(query.indexOf(0, 12) + 1)];
    questions.push(name);
    const answer = type && zone[name]?.[type];
    if (answer === 'silence') return;
    const [records, code] = Array.isArray(answer)
      ? [answer as number[][], 0]
      : [[], zone[name] ? Number(answer ?? 0) : NXDOMAIN];
    server.send(answerTo(query, records, code), from.port, from.address);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  server.close();
});

const IPV4 = [93, 184, 216, 34];
const IPV6 = [0x26, 0x06, 0x47, 0, ...Array.from({ length: 11 }, () => 0), 0x11];

function resolve(name: string, signal = new AbortController().signal, isAllowed = false): Promise<readonly string[]> {
  return systemResolver([`127.0.0.1:${server.address().port}`])(name, isAllowed, signal);
}

const failureOf = (promise: Promise<unknown>): Promise<Pick<OutboundFailure, 'reason' | 'message'>> =>
  promise.then(
    () => Promise.reject(new Error('resolved')),
    ({ reason, message }: OutboundFailure) => ({ reason, message }),
  );

describe('The addresses of a tenant’s host', () => {
  it('are all those of both families', async () => {
    zone['hooks.example.com'] = { A: [IPV4, [10, 0, 0, 1]], AAAA: [IPV6] };
    expect([...(await resolve('hooks.example.com'))].sort()).toEqual(['10.0.0.1', '2606:4700::11', '93.184.216.34']);
  });

  it('may be of one family only', async () => {
    zone['four.example.com'] = { A: [IPV4] };
    zone['six.example.com'] = { AAAA: [IPV6] };
    expect(await resolve('four.example.com')).toEqual(['93.184.216.34']);
    expect(await resolve('six.example.com')).toEqual(['2606:4700::11']);
  });

  it('come soon although the name server never answers for the other family, or fails there', async () => {
    zone['silent.example.com'] = { A: [IPV4], AAAA: 'silence' };
    zone['failing.example.com'] = { A: [IPV4], AAAA: SERVFAIL };
    const startedAt = performance.now();
    expect(await resolve('silent.example.com')).toEqual(['93.184.216.34']);
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    expect(await resolve('failing.example.com')).toEqual(['93.184.216.34']);
  });

  it('are missing: the failure says so', async () => {
    zone['empty.example.com'] = {};
    const missing = (name: string): object => ({ reason: 'dns', message: `${name} has no address.` });
    expect(await failureOf(resolve('unknown.example.com'))).toEqual(missing('unknown.example.com'));
    expect(await failureOf(resolve('empty.example.com'))).toEqual(missing('empty.example.com'));
  });

  it('cannot be found out: the failure says so', async () => {
    zone['broken.example.com'] = { A: SERVFAIL, AAAA: SERVFAIL };
    zone['half.example.com'] = { A: SERVFAIL };
    const failed = (name: string): object => ({ reason: 'dns', message: `${name} could not be resolved.` });
    expect(await failureOf(resolve('broken.example.com'))).toEqual(failed('broken.example.com'));
    expect(await failureOf(resolve('half.example.com'))).toEqual(failed('half.example.com'));
  });

  it('are not waited for once the request is given up', async () => {
    zone['silent.example.com'] = { A: 'silence', AAAA: 'silence' };
    const caller = new AbortController();
    const answer = failureOf(resolve('silent.example.com', caller.signal));
    while (questions.length < 2) await once(server, 'message');
    caller.abort();
    expect((await answer).reason).toBe('dns');
  });

  it('are the machine’s own for a host that the operator allows', async () => {
    const addresses = await resolve('localhost', undefined, true);
    expect(addresses.length).toBeGreaterThan(0);
    expect(addresses.every((address) => ['127.0.0.1', '::1'].includes(address))).toBe(true);
    expect(questions).toEqual([]);
  });

  it('never come from the machine’s own names for any other host', async () => {
    expect((await failureOf(resolve('localhost.'))).reason).toBe('dns');
  });
});
