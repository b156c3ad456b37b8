import type { GraphOutcome } from '@switchboard/graph-client';
import { ProblemError } from '../../http/problem';

/** What became of a call to Meta that was not accepted. */
export type GraphFailure = GraphOutcome<never>;

/** Graph API error codes that mean a bad access token: 190 (invalid or expired), 10 and 200–299 (permission missing). */
const INVALID_TOKEN = 190;
const PERMISSION_DENIED = 10;
const PERMISSIONS_FROM = 200;
const PERMISSIONS_TO = 299;
const SERVER_ERROR = 500;
const UNKNOWN_OBJECT = { code: 100, subcode: 33 };

/**
 * What the console says when Meta did not do what it was asked: 422 `meta_refused` with Meta's own words, 502
 * `meta_unavailable` when it failed or could not be reached, 504 `meta_unknown` when it is not known whether it did.
 * @param accessToken taken out of Meta's words, which repeat a malformed token
 */
export function graphProblem(failure: GraphFailure, accessToken: string): ProblemError {
  if (failure.kind === 'unknown') {
    return new ProblemError(504, 'meta_unknown', 'Meta did not answer in time; it is not known whether it did this.');
  }
  if (failure.kind === 'unreachable' || failure.httpStatus >= SERVER_ERROR) {
    return new ProblemError(502, 'meta_unavailable', 'Meta cannot be reached or has failed. Try again in a moment.');
  }
  const { code, message, error_data: data } = failure.error;
  const words = [message, data?.details].filter((text) => typeof text === 'string').join(' ');
  const safe = accessToken === '' ? words : words.replaceAll(accessToken, '[access token]');
  return new ProblemError(422, 'meta_refused', `Meta refused this (code ${code}): ${safe}`);
}

/** Whether Meta refused because of the access token. */
export function isTokenRefusal(failure: GraphFailure): boolean {
  return isTokenInvalid(failure) || isPermissionMissing(failure);
}

/** Whether Meta does not know the token, or no longer. */
export function isTokenInvalid(failure: GraphFailure): boolean {
  return failure.kind === 'refused' && failure.error.code === INVALID_TOKEN;
}

/** Whether Meta knows the token, and it may not do this. */
export function isPermissionMissing(failure: GraphFailure): boolean {
  if (failure.kind !== 'refused') return false;
  const { code } = failure.error;
  return code === PERMISSION_DENIED || (code >= PERMISSIONS_FROM && code <= PERMISSIONS_TO);
}

/** Whether Meta does not know the object, or the token does not show it. */
export function isUnknownObject(failure: GraphFailure): boolean {
  if (failure.kind !== 'refused') return false;
  const { code, error_subcode: subcode } = failure.error;
  return code === UNKNOWN_OBJECT.code && subcode === UNKNOWN_OBJECT.subcode;
}
