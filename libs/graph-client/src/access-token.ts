import type { GraphRefused } from './graph-outcome';

const INVALID_TOKEN_CODE = 190;

export function authorization(accessToken: string): Record<string, string> {
  return { authorization: `Bearer ${accessToken}` };
}

/** A header can carry visible ASCII only. */
export function isSendableToken(accessToken: string): boolean {
  return /^[\x21-\x7e]+$/.test(accessToken);
}

/** Meta could only answer 190 to such a token; saying so here keeps it from counting against the host. */
export function unsendableToken(): GraphRefused {
  return {
    kind: 'refused',
    httpStatus: 401,
    error: {
      message: 'The access token is empty or holds characters that a header cannot carry',
      type: 'OAuthException',
      code: INVALID_TOKEN_CODE,
    },
    fromMeta: false,
    retryClass: 'never',
  };
}
