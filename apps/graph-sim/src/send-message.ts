import type { MetaPricing, MetaSendAnswer } from '@switchboard/contracts';
import { LIMITS, MEDIA_KINDS } from '@switchboard/contracts';

import { takeThroughput, templateKey } from './account-store';
import type { BusinessNumber, Waba } from './account-store';
import { needParameters, replyJson, replySuccess } from './graph-call';
import type { GraphCall, GraphReply } from './graph-call';
import { GraphRefusal, invalidParameter, invalidValue, missingParameter } from './graph-refusal';
import { makeWamid } from './identifiers';
import { isObject, textOf } from './json';
import type { JsonObject } from './json';
import type { LoggedMessage } from './message-log';
import { checkContent } from './message-rules';
import { planStatuses } from './status-plan';
import type { LateFailure } from './status-plan';
import type { Template } from './template';
import { checkTemplateMessage } from './template-send-rules';
import type { WhatsAppUser } from './user-store';
import type { World } from './world';

interface Recipient {
  /** As the sender wrote it. */
  readonly input: string;
  readonly user: WhatsAppUser;
}

/** `POST /{phone number}/messages` and `/marketing_messages`. */
export function sendMessage(world: World, call: GraphCall, message: LoggedMessage): GraphReply {
  const { accounts, config } = world;
  const number = accounts.useNumber(call.method, call.node, call.token, config.strict);
  const body = needParameters(call);
  if (body.messaging_product !== 'whatsapp') throw invalidParameter('The parameter messaging_product is required.');
  if (!number.registered) throw new GraphRefusal(133010, { details: 'The account is not registered' });
  if (body.status !== undefined) return acknowledgeRead(body, call.edge);
  const recipient = readRecipient(world, body, number);
  const type = checkContent(body);
  checkCallbackData(body);
  if (config.strict) checkMediaExists(world, number, type, body[type]);
  const template = type === 'template' ? findTemplate(world, number, body.template) : undefined;
  if (call.edge === 'marketing_messages') checkMarketing(type, template);
  if (template?.category === 'AUTHENTICATION' && recipient.user.waId === undefined) throw new GraphRefusal(131062);
  takeLimits(world, number, recipient.user);
  message.category = categoryOf(type, template, call.edge);
  return accept(world, message, number, recipient, type);
}

/** The recipient and the rest of what faults and the log look at, as far as the body can be read. */
export function describeMessage(message: LoggedMessage, parameters: JsonObject | null): void {
  if (parameters === null) return;
  const to = addressOf(parameters);
  message.to = to === undefined ? undefined : normalizeAddress(to);
  message.type = parameters.status === undefined ? (textOf(parameters.type) ?? 'text') : textOf(parameters.status);
  message.callbackData = textOf(parameters.biz_opaque_callback_data);
}

function accept(
  world: World,
  message: LoggedMessage,
  number: BusinessNumber,
  { input, user }: Recipient,
  type: string,
): GraphReply {
  const wamid = makeWamid(user.waId ?? user.userId, 'outbound');
  message.number = number;
  message.user = user;
  world.log.name(message, wamid);
  const faults = world.faults.takeForStatuses({ ...message, to: message.to, type });
  world.reporter.schedule(message, planStatuses(world.config, faults, lateFailure(world, message, number, user, type)));
  const answer: MetaSendAnswer = {
    messaging_product: 'whatsapp',
    contacts: [
      {
        input,
        ...(user.waId === undefined ? {} : { wa_id: user.waId }),
        ...(world.config.userIds || user.waId === undefined ? { user_id: user.userId } : {}),
      },
    ],
    messages: [{ id: wamid, ...(type === 'template' ? { message_status: world.config.templateMessageStatus } : {}) }],
  };
  return replyJson(answer);
}

/** What Meta finds out only after it has accepted the message. */
function lateFailure(
  world: World,
  message: LoggedMessage,
  number: BusinessNumber,
  user: WhatsAppUser,
  type: string,
): LateFailure | undefined {
  const isMarketing = message.category === 'marketing' || message.category === 'marketing_lite';
  if (isMarketing && user.marketingStopped) {
    return {
      code: 131050,
      details: 'The recipient has chosen to stop receiving marketing messages from this business',
    };
  }
  const { config, users } = world;
  if (!config.customerServiceWindow || type === 'template' || users.isWindowOpen(number.id, user, Date.now())) {
    return undefined;
  }
  return {
    code: 131047,
    details:
      'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
  };
}

function acknowledgeRead(body: JsonObject, edge: string): GraphReply {
  if (edge !== 'messages') throw new GraphRefusal(131055);
  if (body.status !== 'read') throw invalidParameter('Param status must be one of {READ}.');
  if (typeof body.message_id !== 'string' || body.message_id === '') throw missingParameter('message_id');
  const typing = body.typing_indicator;
  if (typing !== undefined && (!isObject(typing) || typing.type !== 'text')) {
    throw invalidValue("typing_indicator['type']", 'must be text');
  }
  return replySuccess();
}

function readRecipient(world: World, body: JsonObject, number: BusinessNumber): Recipient {
  const input = addressOf(body);
  if (input === undefined) throw invalidParameter('The parameter to is required.');
  const address = normalizeAddress(input);
  const isGroup = body.recipient_type === 'group';
  const isDigits = /^\d+$/.test(address);
  const isBsuid = /^[A-Z]{2}\.[A-Za-z0-9.]{1,128}$/.test(address);
  const lengthFits = address.length >= LIMITS.recipientMinDigits && address.length <= LIMITS.recipientMaxDigits;
  if (!isGroup && !isBsuid && !(isDigits && lengthFits)) throw invalidValue('to', 'is not a valid phone number');
  if (address === number.displayDigits) throw new GraphRefusal(131021);
  return { input, user: world.users.find(address) };
}

function addressOf(body: JsonObject): string | undefined {
  const to = body.to ?? body.recipient;
  if (typeof to === 'number') return String(to);
  return typeof to === 'string' && to !== '' ? to : undefined;
}

/** Digits of a phone number; business-scoped ids and group ids stay as they are. */
function normalizeAddress(input: string): string {
  return /[A-Za-z]/.test(input) ? input : input.replaceAll(/[\s+()-]/g, '');
}

function checkCallbackData(body: JsonObject): void {
  const data = body.biz_opaque_callback_data;
  if (data === undefined) return;
  if (typeof data !== 'string') throw invalidParameter('Param biz_opaque_callback_data must be a string.');
  if (data.length > LIMITS.callbackDataMaxChars) {
    throw invalidParameter(
      `Param biz_opaque_callback_data must be at most ${LIMITS.callbackDataMaxChars} characters long.`,
    );
  }
}

/** Unless strict, media ids may be invented like everything else. */
function checkMediaExists(world: World, number: BusinessNumber, type: string, content: unknown): void {
  if (!Object.hasOwn(MEDIA_KINDS, type) || !isObject(content) || typeof content.id !== 'string') return;
  if (world.media.find(content.id)?.phoneNumberId === number.id) return;
  throw invalidParameter(`Param ${type}['id'] is not a valid whatsapp business account media attachment ID.`);
}

/**
 * The template of a message, with its parameters checked. A name or language that the account does not have is refused
 * with 132001 when strict and taken as an unknown marketing template otherwise.
 */
function findTemplate(world: World, number: BusinessNumber, content: unknown): Template | undefined {
  const sent = isObject(content) ? content : {};
  const name = textOf(sent.name) ?? '';
  const language = isObject(sent.language) ? (textOf(sent.language.code) ?? '') : '';
  const waba: Waba | undefined = world.accounts.findWaba(number.wabaId);
  const template = waba?.templates.get(templateKey(name, language));
  if (template === undefined && world.config.strict) {
    throw new GraphRefusal(132001, {
      message: '(#132001) Template name does not exist in the translation',
      details: `template name (${name}) does not exist in ${language}`,
    });
  }
  if (template !== undefined) checkTemplateMessage(template, sent);
  return template;
}

function checkMarketing(type: string, template: Template | undefined): void {
  if (type !== 'template') {
    throw new GraphRefusal(131055, { details: 'Only marketing template messages are supported' });
  }
  if (template !== undefined && template.category !== 'MARKETING') {
    throw new GraphRefusal(134100, { details: "You're only able to send marketing messages on this API." });
  }
}

function takeLimits(world: World, number: BusinessNumber, user: WhatsAppUser): void {
  const nowMs = performance.now();
  takeThroughput(number, world.config.throughputPerSecond, nowMs);
  if (!world.config.pairLimit || world.users.takePair(number.id, user, nowMs)) return;
  throw new GraphRefusal(131056, {
    details:
      'Message failed to send because there were too many messages sent from this phone number to the same user in a short period of time',
  });
}

function categoryOf(type: string, template: Template | undefined, edge: string): MetaPricing['category'] {
  if (type !== 'template') return 'service';
  if (edge === 'marketing_messages') return 'marketing_lite';
  if (template?.category === 'UTILITY') return 'utility';
  return template?.category === 'AUTHENTICATION' ? 'authentication' : 'marketing';
}
