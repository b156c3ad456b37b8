import { SetMetadata } from '@nestjs/common';

export const JSON_BODY_MAX_BYTES = 'switchboard:json-body-max-bytes';
export const READS_OWN_BODY = 'switchboard:reads-own-body';

/**
 * Lets a route of the console take a larger JSON body than the usual 1 MiB, such as a message with a file in it. Only its longest text
 * may be what is large: millions of small values would keep everybody waiting while they are parsed and checked.
 */
export const JsonBodyUpTo = (maxBytes: number) => SetMetadata(JSON_BODY_MAX_BYTES, maxBytes);

/** Leaves the body of a route of the console to its handler, which reads it with `readBody`: it is no JSON. */
export const ReadsOwnBody = () => SetMetadata(READS_OWN_BODY, true);
