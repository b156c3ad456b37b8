import { GatewayError, type MetaError } from '@switchboard/contracts';
import type { FieldProblem } from '../../../http/problem';
import type { TemplateProblem } from '../body/template-parameters';

/** What v1 names by headers and parameters of its own keeps its name. */
const HEADERS = new Set(['Idempotency-Key']);

/** The fields of the request that choose the sender, by what is wrong with it. */
const SENDER_RULES: Partial<Record<GatewayError['code'], string>> = { NUM_001: 'exists', VAL_002: 'required' };

/**
 * A refusal of the way of a message, told in the fields of the console's request: what is wrong with the message lies under `message`.
 * The error keeps its code, sentence and everything else.
 */
export function inRequestFields(error: GatewayError): GatewayError {
  const fields = fieldsOf(error);
  if (!fields) return error;
  return new GatewayError(error.code, {
    description: error.description,
    params: { ...error.params, fields },
    metaHttpStatus: error.metaHttpStatus,
    cause: error.cause,
  });
}

function fieldsOf(error: GatewayError): FieldProblem[] | null {
  const { fields, problems, meta } = (error.params ?? {}) as {
    fields?: FieldProblem[];
    problems?: TemplateProblem[];
    meta?: MetaError;
  };
  if (fields) return fields.map((field) => ({ ...field, path: pathOf(field.path) }));
  if (problems) return problems.map(templateField);
  if (meta) return [metasField(meta)];
  const rule = SENDER_RULES[error.code];
  return rule === undefined ? null : [{ path: 'phoneNumberId', rule, message: error.description }];
}

function pathOf(path: string): string {
  if (HEADERS.has(path)) return path;
  return path === '' ? 'message' : path.startsWith('[') ? `message${path}` : `message.${path}`;
}

function templateField({ component, expected, received }: TemplateProblem): FieldProblem {
  const message = `The template has ${expected} in its ${component}; the message has ${received}.`;
  return { path: 'message.template.components', rule: 'template', message };
}

/** Meta says what is wrong, not where. */
function metasField({ code, message, error_data: data }: MetaError): FieldProblem {
  const details = data?.details;
  return {
    path: 'message',
    rule: `meta_${code}`,
    message: details === undefined || details === message ? message : `${message}: ${details}`,
  };
}
