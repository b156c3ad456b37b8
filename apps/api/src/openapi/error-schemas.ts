import { ERROR_CATALOGUE } from '@switchboard/contracts';
import type { Schema } from './document-types';

const requestId: Schema = {
  type: 'string',
  description: "The request's id, as in the header `X-Request-Id` and in the platform's logs.",
};

const fieldProblem: Schema = {
  type: 'object',
  description: 'One field that was refused.',
  properties: {
    path: {
      type: 'string',
      description: 'Where, as in `interactive.action.buttons[0].reply.title`; empty: the whole body.',
    },
    rule: { type: 'string', description: 'The rule as a short stable word: `required`, `type`, `maxLength`, …' },
    message: { type: 'string', description: 'The rule as a sentence for people.' },
  },
  required: ['path', 'rule', 'message'],
};

/** The errors of every surface. */
export const ERROR_SCHEMAS: Record<string, Schema> = {
  FieldProblem: fieldProblem,
  Problem: {
    type: 'object',
    description: 'An error of the console: RFC 9457 problem details.',
    properties: {
      type: {
        type: 'string',
        format: 'uri',
        description: 'A name for the kind of the error: `urn:switchboard:problem:` and the code.',
      },
      title: { type: 'string', description: 'The HTTP status in words.' },
      status: { type: 'integer', minimum: 400, maximum: 599 },
      detail: { type: 'string', description: 'A sentence for people.' },
      code: { type: 'string', description: 'A machine’s word for what went wrong, such as `not_found`.' },
      fields: {
        type: 'array',
        items: { $ref: '#/components/schemas/FieldProblem' },
        description: 'The fields that were refused, at most 20.',
      },
      requestId,
    },
    required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
  },
  V1Error: {
    type: 'object',
    description: 'An error of v1. What each code means and what to do about it: docs/errors.md.',
    properties: {
      isSuccess: { type: 'boolean', const: false },
      errors: {
        type: 'object',
        properties: {
          code: { type: 'string', enum: Object.keys(ERROR_CATALOGUE) },
          group: { type: 'string', enum: [...new Set(Object.values(ERROR_CATALOGUE).map(({ group }) => group))] },
          description: { type: 'string', description: 'One sentence.' },
          params: { type: 'object', additionalProperties: true, description: 'Further facts, by the code.' },
        },
        required: ['code', 'group', 'description'],
      },
      requestId,
    },
    required: ['isSuccess', 'errors', 'requestId'],
  },
  V2Error: {
    type: 'object',
    description: 'An error of v2.',
    properties: {
      success: { type: 'boolean', const: false },
      error: { type: 'string', description: 'What went wrong, such as `VALIDATION_ERROR`.' },
      message: { type: 'string', description: "A sentence; Meta's own where Meta refused." },
      details: {
        description:
          'Further facts; of `VALIDATION_ERROR` the `fields` that were refused, of `META_ERROR` what Meta answered.',
      },
      requestId,
    },
    required: ['success', 'error', 'message', 'requestId'],
  },
  MediaError: {
    type: 'object',
    description: 'An error of `/media`.',
    properties: {
      error: {
        type: 'object',
        properties: {
          code: { type: 'string', description: 'A word for what went wrong, such as `not_found`.' },
          message: { type: 'string' },
          details: { type: 'object', additionalProperties: true },
        },
        required: ['code', 'message'],
      },
      request_id: requestId,
    },
    required: ['error', 'request_id'],
  },
  GraphError: {
    type: 'object',
    description: "An error of the Graph façade, in Meta's shape.",
    properties: {
      error: {
        type: 'object',
        properties: {
          message: { type: 'string' },
          type: { type: 'string', examples: ['OAuthException'] },
          code: { type: 'integer', description: "Meta's code." },
          error_subcode: { type: 'integer' },
          error_data: {
            type: 'object',
            properties: { messaging_product: { type: 'string', const: 'whatsapp' }, details: { type: 'string' } },
            additionalProperties: true,
          },
          fbtrace_id: requestId,
        },
        required: ['message', 'code'],
        additionalProperties: true,
      },
    },
    required: ['error'],
  },
};
