import { fieldError, validationError } from './json/field-errors';

/** More than any message, template or profile has. */
export const FORM_FIELDS_MAX = 100;
const AMPERSAND = 0x26;

/**
 * The fields of an `application/x-www-form-urlencoded` body. They are counted before anything is made of them: parsing hundreds of
 * thousands of them would keep everybody else waiting.
 * @throws GatewayError VAL_001 for more than 100
 */
export function readUrlencoded(bytes: Buffer): URLSearchParams {
  let separators = 0;
  for (let at = bytes.indexOf(AMPERSAND); at !== -1; at = bytes.indexOf(AMPERSAND, at + 1)) {
    separators += 1;
    if (separators > FORM_FIELDS_MAX)
      throw validationError([fieldError([], 'form', `has more than ${FORM_FIELDS_MAX} fields`)]);
  }
  return new URLSearchParams(bytes.toString());
}
