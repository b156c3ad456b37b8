import { isRecord } from '../../../lib/json-path';
import { LIMITS } from '../limits';
import { type Check, object, type Problem, tell, text, word } from './checks';
import { CONTENT_RULES } from './content-rules';
import { INTERACTIVE_RULES } from './interactive-rules';

const WRITTEN_NUMBER = /^[ (]*\+?[\d ()-]*$/;
const USER_ID = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/;

/** Whether a text is a phone number as the API takes it: 5 to 20 digits, with plus sign, spaces, dashes and parentheses. */
export function isPhoneNumber(written: string): boolean {
  const digits = written.replaceAll(/\D/g, '').length;
  return (
    WRITTEN_NUMBER.test(written) &&
    written.length <= LIMITS.recipientMaxChars &&
    digits >= LIMITS.recipientMinDigits &&
    digits <= LIMITS.recipientMaxDigits
  );
}

/** Whether a text is a business-scoped user id, such as `US.13491208655302741918`. */
export function isUserId(written: string): boolean {
  return USER_ID.test(written);
}

const recipientRules: Check = (value, path, found) => {
  if (!isRecord(value)) return;
  const { to, recipient } = value;
  if (to === undefined && recipient === undefined) tell(found, [...path, 'to'], 'required', 'Say who shall get it.');
  if (to !== undefined && (typeof to !== 'string' || !isPhoneNumber(to)))
    tell(found, [...path, 'to'], 'pattern', 'Must be a phone number with its country code, 5 to 20 digits.');
  if (recipient !== undefined && (typeof recipient !== 'string' || !isUserId(recipient)))
    tell(found, [...path, 'recipient'], 'pattern', 'Must be a user id such as US.13491208655302741918.');
};

const envelope = object(
  { messaging_product: word('whatsapp') },
  {
    recipient_type: word('individual'),
    context: object({ message_id: text(LIMITS.metaIdMaxChars) }),
    biz_opaque_callback_data: text(LIMITS.callbackDataMaxChars, 0),
  },
);

const readReceipt = object({
  messaging_product: word('whatsapp'),
  status: word('read'),
  message_id: text(LIMITS.metaIdMaxChars),
});

/**
 * What a message breaks of the API's rules, before it is sent; empty when it would be taken. The API decides: it checks the same and
 * more (files themselves, a template's parameters, the balance).
 */
export function messageProblems(body: unknown): readonly Problem[] {
  const found: Problem[] = [];
  if (!isRecord(body)) return [{ path: '', rule: 'type', message: 'Must be an object.' }];
  const type = body['type'] ?? (body['text'] === undefined ? undefined : 'text');
  if (type === undefined && body['status'] !== undefined) {
    readReceipt(body, [], found);
    return found;
  }
  envelope(body, [], found);
  recipientRules(body, [], found);
  if (typeof type !== 'string') {
    tell(found, ['type'], 'required', 'Needs a type.');
    return found;
  }
  const content = type === 'interactive' ? INTERACTIVE_RULES : CONTENT_RULES[type];
  if (!content) word(...Object.keys(CONTENT_RULES), 'interactive')(type, ['type'], found);
  else object({ [type]: content })(body, [], found);
  return found;
}
