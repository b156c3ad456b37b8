import { TOTP } from 'otpauth';
import { newTotpState, totpUrl, type TotpState, useTotpCode } from './totp-state';

const NOW_MS = Date.UTC(2026, 5, 1, 12);
const STEP_MS = 30_000;
const codeAt = (state: TotpState, ms: number) => new TOTP({ secret: state.secret }).generate({ timestamp: ms });

describe('useTotpCode', () => {
  it('knows the codes of RFC 6238', () => {
    // Appendix B, SHA-1, of the ASCII secret "12345678901234567890"; its last six digits.
    const state: TotpState = { secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', confirmed: true, lastStep: 0 };
    expect(useTotpCode(state, '287082', 59_000)).not.toBeNull();
    expect(useTotpCode(state, '005924', 1_234_567_890_000)).not.toBeNull();
  });

  it('takes a code only once, even within its thirty seconds', () => {
    const state = newTotpState();
    const code = codeAt(state, NOW_MS);
    const used = useTotpCode(state, code, NOW_MS);
    expect(used).not.toBeNull();
    expect(useTotpCode(used!, code, NOW_MS + 1_000)).toBeNull();
    expect(useTotpCode(used!, codeAt(state, NOW_MS - STEP_MS), NOW_MS + 1_000)).toBeNull();
    expect(useTotpCode(used!, codeAt(state, NOW_MS + STEP_MS), NOW_MS + STEP_MS)).not.toBeNull();
  });

  it('tolerates a clock that is one step off, and not two', () => {
    const state = newTotpState();
    expect(useTotpCode(state, codeAt(state, NOW_MS - STEP_MS), NOW_MS)).not.toBeNull();
    expect(useTotpCode(state, codeAt(state, NOW_MS + STEP_MS), NOW_MS)).not.toBeNull();
    expect(useTotpCode(state, codeAt(state, NOW_MS - 2 * STEP_MS), NOW_MS)).toBeNull();
  });

  it.each(['', '12345', '1234567', 'abcdef', '١٢٣٤٥٦'])('does not take %p', (code) => {
    expect(useTotpCode(newTotpState(), code, NOW_MS)).toBeNull();
  });

  it('names the console and the user to the authenticator app', () => {
    const state = newTotpState();
    const url = new URL(totpUrl(state, 'ada@example.com'));
    expect(decodeURIComponent(url.pathname)).toContain('Switchboard:ada@example.com');
    expect(url.searchParams.get('secret')).toBe(state.secret);
  });
});
