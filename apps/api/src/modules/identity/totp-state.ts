import { Secret, TOTP } from 'otpauth';

const ISSUER = 'Switchboard';
/** What every authenticator app assumes (RFC 6238 with SHA-1, six digits, thirty seconds). */
const PERIOD_SECONDS = 30;
/** RFC 6238, 5.2: one step of clock difference each way. */
const STEP_TOLERANCE = 1;
/** RFC 4226, 4: at least 128 bits, 160 recommended. */
const SECRET_BYTES = 20;
const CODE_PATTERN = /^[0-9]{6}$/;

/** A user's one-time code secret with its history, as it is sealed into the database. */
export interface TotpState {
  /** Base32. */
  secret: string;
  /** False between enrolling and proving that the app shows the right codes. */
  confirmed: boolean;
  /** The time step of the last code that was used; no code of it or before it is taken again. */
  lastStep: number;
}

export function newTotpState(): TotpState {
  return { secret: new Secret({ size: SECRET_BYTES }).base32, confirmed: false, lastStep: 0 };
}

/** The link that an authenticator app reads from a QR code. */
export function totpUrl(state: TotpState, email: string): string {
  return totpOf(state.secret, email).toString();
}

/** The state after a code was used at that time; null when the code is wrong or was used before. */
export function useTotpCode(state: TotpState, code: string, nowMs: number): TotpState | null {
  if (!CODE_PATTERN.test(code)) return null;
  const delta = totpOf(state.secret).validate({ token: code, timestamp: nowMs, window: STEP_TOLERANCE });
  if (delta === null) return null;
  const step = TOTP.counter({ period: PERIOD_SECONDS, timestamp: nowMs }) + delta;
  return step > state.lastStep ? { ...state, lastStep: step } : null;
}

function totpOf(secret: string, label = ''): TOTP {
  return new TOTP({ issuer: ISSUER, label, secret: Secret.fromBase32(secret), period: PERIOD_SECONDS });
}
