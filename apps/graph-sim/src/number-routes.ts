import type { BusinessNumber, Waba } from './account-store';
import { needParameters, replyJson, replySuccess } from './graph-call';
import type { GraphCall, GraphReply } from './graph-call';
import { GraphRefusal, invalidParameter } from './graph-refusal';
import { isObject } from './json';
import { paginate, pickFields } from './paging';
import type { World } from './world';

const DEFAULT_FIELDS = [
  'verified_name',
  'code_verification_status',
  'display_phone_number',
  'quality_rating',
  'platform_type',
  'throughput',
  'last_onboarded_time',
];
const PROFILE_FIELDS = [
  'about',
  'address',
  'description',
  'email',
  'profile_picture_url',
  'websites',
  'vertical',
  'messaging_product',
];
const REGISTRATIONS_MAX = 10;
const REGISTRATIONS_WINDOW_MS = 72 * 60 * 60 * 1000;
/** The code that `request_code` sends to an imagined phone. */
const VERIFICATION_CODE = '123456';

/** Fields by which a call shows that it takes the object for a phone number. */
export const NUMBER_FIELDS: ReadonlySet<string> = new Set([
  ...DEFAULT_FIELDS,
  'health_status',
  'status',
  'name_status',
  'is_official_business_account',
  'messaging_limit_tier',
  'account_mode',
]);

/** `GET /{phone number}?fields=` */
export function describeNumber(number: BusinessNumber, call: GraphCall): GraphReply {
  return replyJson(pickFields(numberObject(number), call.query.get('fields'), DEFAULT_FIELDS));
}

/** `GET /{waba}?fields=` */
export function describeWaba(waba: Waba, call: GraphCall): GraphReply {
  const object = {
    id: waba.id,
    name: `Simulated account ${waba.id.slice(-4)}`,
    timezone_id: '1',
    currency: 'USD',
    message_template_namespace: `sim_${waba.id}`,
    health_status: { can_send_message: 'AVAILABLE', entities: [healthy('WABA', waba.id)] },
  };
  const defaults = ['name', 'timezone_id', 'currency', 'message_template_namespace'];
  return replyJson(pickFields(object, call.query.get('fields'), defaults));
}

/** `GET /{waba}/phone_numbers` */
export function listNumbers(world: World, waba: Waba, call: GraphCall): GraphReply {
  const numbers = [...waba.numbers].flatMap((id) => world.accounts.findNumber(id) ?? []);
  return replyJson(paginate(numbers.map(numberObject), call, DEFAULT_FIELDS));
}

/** `POST /{phone number}/register`: the first PIN becomes the number's two-step PIN. */
export function registerNumber(number: BusinessNumber, call: GraphCall): GraphReply {
  const { messaging_product: product, pin } = needParameters(call);
  if (product !== 'whatsapp') throw invalidParameter('The parameter messaging_product is required.');
  if (typeof pin !== 'string' || !/^\d{6}$/.test(pin)) throw invalidParameter('Param pin must be 6 digits.');
  countRegistration(number);
  if (!number.codeVerified) throw new GraphRefusal(133006);
  if (number.pin !== null && number.pin !== pin) throw new GraphRefusal(133005);
  number.pin = pin;
  number.registered = true;
  return replySuccess();
}

/** `POST /{phone number}/deregister`: sending answers 133010 until the number is registered again. */
export function deregisterNumber(number: BusinessNumber): GraphReply {
  countRegistration(number);
  if (!number.registered) throw new GraphRefusal(133010);
  number.registered = false;
  return replySuccess();
}

/** `POST /{phone number}/request_code` */
export function requestCode(number: BusinessNumber, call: GraphCall): GraphReply {
  const { code_method: method, language } = needParameters(call);
  if (method !== 'SMS' && method !== 'VOICE') throw invalidParameter('Param code_method must be one of {SMS, VOICE}.');
  if (typeof language !== 'string' || language === '') throw invalidParameter('The parameter language is required.');
  number.codeVerified = false;
  return replySuccess();
}

/** `POST /{phone number}/verify_code`: the code is always 123456. */
export function verifyCode(number: BusinessNumber, call: GraphCall): GraphReply {
  if (String(needParameters(call).code) !== VERIFICATION_CODE) {
    throw new GraphRefusal(136025, { message: 'Invalid parameter', httpStatus: 400, details: 'The code is wrong' });
  }
  number.codeVerified = true;
  return replySuccess();
}

/** `GET /{phone number}/whatsapp_business_profile?fields=` */
export function readProfile(number: BusinessNumber, call: GraphCall): GraphReply {
  const fields = call.query.get('fields')?.split(',') ?? PROFILE_FIELDS;
  const wanted = Object.entries(number.profile).filter(([key]) => key === 'messaging_product' || fields.includes(key));
  return replyJson({ data: [Object.fromEntries(wanted)] });
}

/** `POST /{phone number}/whatsapp_business_profile` */
export function changeProfile(number: BusinessNumber, call: GraphCall): GraphReply {
  const body = needParameters(call);
  if (!isObject(body) || body.messaging_product !== 'whatsapp') {
    throw invalidParameter('The parameter messaging_product is required.');
  }
  const known = Object.entries(body).filter(([key]) => PROFILE_FIELDS.includes(key));
  number.profile = { ...number.profile, ...Object.fromEntries(known) };
  return replySuccess();
}

function countRegistration(number: BusinessNumber): void {
  const nowMs = Date.now();
  const times = number.registrationsMs;
  while (times[0] !== undefined && nowMs - times[0] > REGISTRATIONS_WINDOW_MS) times.shift();
  if (times.length >= REGISTRATIONS_MAX) throw new GraphRefusal(133016);
  times.push(nowMs);
}

function numberObject(number: BusinessNumber): Readonly<Record<string, unknown>> & { readonly id: string } {
  const digits = number.displayDigits;
  return {
    verified_name: number.verifiedName,
    code_verification_status: number.codeVerified ? 'VERIFIED' : 'NOT_VERIFIED',
    display_phone_number: formatNumber(digits),
    quality_rating: number.quality,
    platform_type: number.registered ? 'CLOUD_API' : 'NOT_APPLICABLE',
    throughput: { level: number.throughputLevel },
    last_onboarded_time: '2026-01-01T00:00:00+0000',
    status: number.registered ? 'CONNECTED' : 'DISCONNECTED',
    name_status: 'APPROVED',
    is_official_business_account: false,
    messaging_limit_tier: 'TIER_UNLIMITED',
    account_mode: 'LIVE',
    health_status: healthOf(number),
    id: number.id,
  };
}

function healthOf({ id, wabaId, health, healthErrors }: BusinessNumber): object {
  const own = { entity_type: 'PHONE_NUMBER', id, can_send_message: health };
  return {
    can_send_message: health,
    entities: [healthErrors.length > 0 ? { ...own, errors: healthErrors } : own, healthy('WABA', wabaId)],
  };
}

function healthy(type: string, id: string): object {
  return { entity_type: type, id, can_send_message: 'AVAILABLE' };
}

/** North American numbers as Meta shows them; others with a plus sign only. */
function formatNumber(digits: string): string {
  const parts = /^1(\d{3})(\d{3})(\d{4})$/.exec(digits);
  return parts === null ? `+${digits}` : `+1 ${parts[1]}-${parts[2]}-${parts[3]}`;
}
