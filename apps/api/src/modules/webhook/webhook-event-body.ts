import { uuidv7Time, type WebhookFormat } from '@switchboard/contracts';
import { itemsOf, type JsonMember, membersOf } from '../../http/json/json-span';

/** An event that an endpoint is told. */
export interface ToldEvent {
  tenantId: string;
  /** The `webhook-id`. Its first 48 bits are the time of what it reports. */
  id: string;
  type: string;
  /** Meta's id of the number that it is about. */
  metaPhoneNumberId: string | null;
  requestId: string | null;
  /** The JSON text of its body: `{entryId, field, value}` of Meta, `{payload}` of ours. */
  body: string;
}

/** What Meta names the thing that its webhooks are about. */
const META_OBJECT = 'whatsapp_business_account';
/** What stands there for events of our own. */
const OWN_OBJECT = 'switchboard';
/** Members of a value of the field `messages` of which an envelope holds the one item. */
const SINGLE_ITEMS: readonly string[] = ['messages', 'statuses'];

/**
 * The body that is posted: the same bytes at every attempt. Texts of Meta are put together as they came and never read into
 * numbers and back, so that the value is exactly Meta's.
 */
export function webhookBody(event: ToldEvent, format: WebhookFormat): string {
  return format === 'meta' ? metaBody(event) : envelopeBody(event);
}

/** As Meta would post it: one entry with one change. */
function metaBody({ tenantId, type, body }: ToldEvent): string {
  const parts = textsOf(body);
  const isOwn = parts['value'] === undefined;
  const object = isOwn ? OWN_OBJECT : META_OBJECT;
  const id = isOwn ? JSON.stringify(tenantId) : (parts['entryId'] ?? 'null');
  const value = (isOwn ? parts['payload'] : parts['value']) ?? 'null';
  const field = isOwn ? JSON.stringify(type) : (parts['field'] ?? 'null');
  return `{"object":"${object}","entry":[{"id":${id},"changes":[{"value":${value},"field":${field}}]}]}`;
}

function envelopeBody(event: ToldEvent): string {
  const parts = textsOf(event.body);
  const head = JSON.stringify({
    event: event.type,
    tenant_id: event.tenantId,
    phone_number_id: event.metaPhoneNumberId,
    timestamp: uuidv7Time(event.id).toISOString(),
    request_id: event.requestId,
  });
  return `${head.slice(0, -1)},"payload":${parts['payload'] ?? itemOf(parts['value'] ?? 'null')}}`;
}

/** The one message or status of a value, or the whole value where it is about something else. */
function itemOf(value: string): string {
  if (!value.startsWith('{')) return value;
  const lists = membersOf(value).filter(({ key }) => SINGLE_ITEMS.includes(key));
  const items = lists.flatMap(({ valueStart }) => (value[valueStart] === '[' ? itemsOf(value, valueStart) : []));
  const [item] = items;
  return item && items.length === 1 ? value.slice(item.start, item.end) : value;
}

function textsOf(body: string): Partial<Record<string, string>> {
  const textOf = ({ valueStart, valueEnd }: JsonMember): string => body.slice(valueStart, valueEnd);
  return Object.fromEntries(membersOf(body).map((member) => [member.key, textOf(member)]));
}
