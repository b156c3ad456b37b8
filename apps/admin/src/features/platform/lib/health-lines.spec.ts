import { healthLines, worstStatus } from './health-lines';

const WELL = {
  status: 'ok' as const,
  reasons: [],
  version: '1.0.0',
  uptimeSeconds: 60,
  meta: { circuit: 'closed', isSimulated: false },
  ledger: { isSound: true, checkedAt: '2026-11-20T03:00:00.000Z' },
  inboundEvents: { pending: 0, failed: 0, unowned: 0, oldestPendingAgeSeconds: null },
  deliveries: { undelivered: 0 },
};
const labels = (health: typeof WELL | object) =>
  healthLines({ ...WELL, ...health }).map(({ label, status }) => `${label}: ${status}`);

describe('The status of the platform', () => {
  it('is all right when everything is', () => {
    const lines = healthLines(WELL);
    expect(lines.map(({ label }) => label)).toEqual(['Ready', 'Answers', 'Sound', 'Read']);
    expect(worstStatus(lines)).toBe('ok');
  });

  it('tells why an instance is not ready', () => {
    const [line] = healthLines({ ...WELL, status: 'unavailable', reasons: ['the database does not answer'] });
    expect(line?.status).toBe('failed');
    expect(line?.words).toContain('the database does not answer');
  });

  it('tells a circuit that is open from one that is tried', () => {
    expect(labels({ meta: { circuit: 'open', isSimulated: false } })[1]).toBe('Not answering: failed');
    expect(labels({ meta: { circuit: 'half-open', isSimulated: false } })[1]).toBe('Being tried: degraded');
  });

  it('does not call a ledger sound that was never checked, and raises no alarm for it', () => {
    const lines = healthLines({ ...WELL, ledger: { isSound: null, checkedAt: null } });
    expect(lines[2]?.label).toBe('Not checked yet');
    expect(worstStatus(lines)).toBe('ok');
    expect(labels({ ledger: { isSound: false, checkedAt: WELL.ledger.checkedAt } })[2]).toBe('Not sound: failed');
  });

  it('says that reading is behind before it says that some failed', () => {
    const events = { pending: 9, failed: 3, unowned: 0, oldestPendingAgeSeconds: 61 };
    expect(labels({ inboundEvents: events })[3]).toBe('Behind: degraded');
    expect(labels({ inboundEvents: { ...events, oldestPendingAgeSeconds: 60 } })[3]).toBe('3 failed: degraded');
  });
});
