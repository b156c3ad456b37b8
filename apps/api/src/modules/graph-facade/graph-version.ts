import type { ApiParamOptions } from '@nestjs/swagger';

/**
 * The version of the Graph API in a path, `v{major}.{minor}`, written so that the routes match no path without the dot: `/v1` and
 * `/v2` are surfaces of ours. Every version is answered alike.
 */
export const MAJOR: ApiParamOptions = { name: 'major', schema: { type: 'integer', minimum: 0 }, example: 23 };
export const MINOR: ApiParamOptions = { name: 'minor', schema: { type: 'integer', minimum: 0 }, example: 0 };
