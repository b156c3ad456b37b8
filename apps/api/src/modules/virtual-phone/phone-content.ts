import { type FieldProblem, ProblemError } from '../../http/problem';
import type { UserMessage } from './phone-line';
import type { PhoneMessageBody, PhoneMessageType } from './virtual-phone.dto';

type Field = keyof PhoneMessageBody;
type Content = Pick<UserMessage, 'type' | 'content'>;

/** What each type needs. */
const NEEDED: Readonly<Record<PhoneMessageType, readonly Field[]>> = {
  text: ['text'],
  button_reply: ['replyId', 'title', 'replyTo'],
  list_reply: ['replyId', 'title', 'replyTo'],
  template_button: ['text', 'replyId', 'replyTo'],
  reaction: ['emoji', 'replyTo'],
  location: ['latitude', 'longitude'],
};

/**
 * What the user does, as Meta's webhooks carry it (Cloud API, "messages webhook").
 * @throws ProblemError 400 naming the fields that its type needs and that are missing
 */
export function userMessageOf(body: PhoneMessageBody): UserMessage {
  const missing = NEEDED[body.type]
    .filter((field) => body[field] === undefined)
    .map((path): FieldProblem => ({ path, rule: 'required', message: `is required of a ${body.type}` }));
  if (missing.length > 0) throw ProblemError.invalid(missing);
  const { user: from, phoneNumberId, profileName } = body;
  // A reaction names its message itself; everything else answers one.
  const replyTo = body.type === 'reaction' ? undefined : body.replyTo;
  return { from, phoneNumberId, profileName, replyTo, ...contentOf(body) };
}

function contentOf(body: PhoneMessageBody): Content {
  const { type, text, replyId, title, description, emoji, replyTo, latitude, longitude, name, address } = body;
  switch (type) {
    case 'text':
      return { type, content: { body: text } };
    case 'button_reply':
      return { type: 'interactive', content: { type, button_reply: { id: replyId, title } } };
    case 'list_reply':
      return { type: 'interactive', content: { type, list_reply: { id: replyId, title, description } } };
    case 'template_button':
      return { type: 'button', content: { payload: replyId, text } };
    case 'reaction':
      return { type, content: { message_id: replyTo, emoji } };
    case 'location':
      return { type, content: { latitude, longitude, name, address } };
  }
}
