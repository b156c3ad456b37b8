import type { Schemas } from '../../api/client';
import { type EventName, USUAL_EVENTS } from './events';

/** What the API shows instead of a value that is kept; sent back, it keeps the value. */
const KEPT = '***';

/** A custom header as it stands in the form. */
export interface HeaderValues {
  /** Tells the rows of the form apart. */
  key: string;
  name: string;
  /** What was typed; empty for a header whose value is kept. */
  value: string;
  /** Whether the endpoint has a value for it, which an empty input keeps. */
  isKept: boolean;
}

/** An endpoint as it stands in the form. */
export interface EndpointValues {
  url: string;
  events: EventName[];
  format: 'meta' | 'envelope';
  /** Meta's id of the number whose events alone are wanted; empty: of all. */
  phoneNumberId: string;
  headers: HeaderValues[];
  bearerToken: string;
  /** Takes away the bearer token that the endpoint has. */
  removesBearerToken: boolean;
  hubSignature: boolean;
}

export const NEW_ENDPOINT: EndpointValues = {
  url: '',
  events: [...USUAL_EVENTS],
  format: 'meta',
  phoneNumberId: '',
  headers: [],
  bearerToken: '',
  removesBearerToken: false,
  hubSignature: false,
};

/** An endpoint that is there, for changing it. */
export function valuesOf(endpoint: Schemas['EndpointView']): EndpointValues {
  const { url, events, format, phoneNumberId, headers, hubSignature } = endpoint;
  return {
    ...NEW_ENDPOINT,
    url,
    events: events as EventName[],
    format: format === 'envelope' ? 'envelope' : 'meta',
    phoneNumberId: phoneNumberId ?? '',
    headers: Object.keys(headers).map((name) => ({ key: name, name, value: '', isKept: true })),
    hubSignature,
  };
}

/** The form as a request for a new endpoint. */
export function creationOf(values: EndpointValues): Schemas['CreateEndpointRequest'] {
  const { url, events, format, phoneNumberId, bearerToken, hubSignature } = values;
  return {
    url: url.trim(),
    events,
    format,
    phoneNumberId: phoneNumberId || null,
    headers: headersOf(values.headers),
    bearerToken: bearerToken.trim() || null,
    hubSignature,
  };
}

/** The form as a request to change an endpoint: what is secret and was not touched stays. */
export function changeOf(values: EndpointValues): Schemas['ChangeEndpointRequest'] {
  const { bearerToken, ...rest } = creationOf(values);
  if (values.removesBearerToken) return { ...rest, bearerToken: null };
  return bearerToken ? { ...rest, bearerToken } : rest;
}

function headersOf(headers: readonly HeaderValues[]): Record<string, string> {
  const named = headers.filter(({ name }) => name.trim() !== '');
  return Object.fromEntries(
    named.map(({ name, value, isKept }) => [name.trim(), value === '' && isKept ? KEPT : value]),
  );
}

/** What is wrong with the address before the server has looked at it; null when nothing is. */
export function urlProblem(url: string): string | null {
  const typed = url.trim();
  if (typed === '') return 'Enter the address of your receiver.';
  return URL.canParse(typed) ? null : 'Write a whole address, such as https://example.com/hooks/whatsapp.';
}

/** What is wrong with the headers as a whole; null when nothing is. */
export function headersProblem(headers: readonly HeaderValues[]): string | null {
  const names = headers.map(({ name }) => name.trim().toLowerCase()).filter((name) => name !== '');
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return `The header ${twice} is there twice.`;
  const isNameless = headers.some(({ name, value }) => name.trim() === '' && value !== '');
  return isNameless ? 'A header has a value but no name.' : null;
}
