import { lastNight } from './ledger-check-report.service';

describe("The ledger's nightly check", () => {
  it.each([
    ['2026-06-10T02:59:59.999Z', '2026-06-09T03:00:00.000Z'],
    ['2026-06-10T03:00:00.000Z', '2026-06-10T03:00:00.000Z'],
    ['2026-06-10T23:59:59.999Z', '2026-06-10T03:00:00.000Z'],
    ['2026-01-01T00:00:00.000Z', '2025-12-31T03:00:00.000Z'],
  ])('is at %s the one of %s', (now, night) => {
    expect(lastNight(new Date(now)).toISOString()).toBe(night);
  });
});
