import type { OutboundResult } from '../../outbound/outbound-client';
import { attemptOutcome, RESPONSE_MAX_BYTES } from './attempt-outcome';

const answered = (status: number, body: Buffer | string = ''): OutboundResult => ({
  kind: 'answered',
  status,
  headers: {},
  body: Buffer.from(body),
  isTruncated: false,
  url: 'https://example.com/',
  durationMs: 12,
});

describe('An attempt', () => {
  it.each([200, 201, 202, 204, 299])('succeeds with %d', (status) => {
    expect(attemptOutcome(answered(status))).toMatchObject({ isDelivered: true, isGone: false, status, error: null });
  });

  it.each([199, 300, 301, 302, 307, 308, 400, 401, 404, 410, 429, 500, 503])('fails with %d', (status) => {
    expect(attemptOutcome(answered(status))).toMatchObject({ isDelivered: false, isGone: status === 410, status });
  });

  it('says that redirects are not followed', () => {
    expect(attemptOutcome(answered(302)).error).toContain('redirect');
    expect(attemptOutcome(answered(500)).error).toBeNull();
  });

  it('keeps the beginning of the answer as text that can be stored', () => {
    const bytes = Buffer.concat([Buffer.from('ok \0 é '), Buffer.from([0xff, 0xfe]), Buffer.alloc(9_000, 'x')]);
    const { response } = attemptOutcome(answered(500, bytes));
    expect(response).toMatch(/^ok \ufffd é \ufffd\ufffdx+$/);
    expect(response!.length).toBeLessThanOrEqual(RESPONSE_MAX_BYTES);
  });

  it('without an answer says why', () => {
    const failed: OutboundResult = {
      kind: 'failed',
      reason: 'timeout',
      message: `No complete answer came within 10000 ms. \0${'x'.repeat(9_000)}`,
      durationMs: 10_001,
    };
    const outcome = attemptOutcome(failed);
    expect(outcome).toMatchObject({ isDelivered: false, status: null, response: null, durationMs: 10_001 });
    expect(outcome.error).toMatch(/^timeout: No complete answer/);
    expect(outcome.error!.length).toBeLessThanOrEqual(500);
    expect(outcome.error).not.toContain('\0');
  });

  it('that was answered in time counts, although the body never ended', () => {
    const broken: OutboundResult = { kind: 'failed', reason: 'timeout', message: 'x', status: 200, durationMs: 10_000 };
    expect(attemptOutcome(broken)).toMatchObject({ isDelivered: true, status: 200, error: null });
  });
});
