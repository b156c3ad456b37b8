import { LIMITS, MEDIA_KINDS } from '@switchboard/contracts';
import type { MediaKind } from '@switchboard/contracts';

import { invalidParameter, invalidValue, missingParameter } from './graph-refusal';
import { checkInteractive } from './interactive-rules';
import { charsOf, isObject, textOf } from './json';
import type { JsonObject } from './json';

type Rule = (content: JsonObject, path: string) => void;

/** The content of a message by its type. */
const RULES: Readonly<Record<string, Rule>> = {
  text: (content) => {
    needText(content, 'text', 'body', LIMITS.textBodyMaxChars);
  },
  image: mediaRule('image'),
  video: mediaRule('video'),
  audio: mediaRule('audio'),
  document: mediaRule('document'),
  sticker: mediaRule('sticker'),
  location: (content) => {
    needDegrees(content, 'latitude', LIMITS.latitudeMaxDegrees);
    needDegrees(content, 'longitude', LIMITS.longitudeMaxDegrees);
  },
  reaction: (content) => {
    needText(content, 'reaction', 'message_id', LIMITS.metaIdMaxChars);
    if (typeof content.emoji !== 'string') throw missingParameter("reaction['emoji']");
  },
  template: (content) => {
    const name = needText(content, 'template', 'name', LIMITS.templateNameMaxChars);
    if (!/^[a-z0-9_]+$/.test(name)) throw invalidValue("template['name']", 'may hold a-z, 0-9 and _ only');
    if (!isObject(content.language)) throw missingParameter("template['language']");
    needText(content.language, "template['language']", 'code', 20);
    if (content.components !== undefined && !Array.isArray(content.components)) {
      throw invalidParameter("Param template['components'] must be an array.");
    }
  },
  interactive: checkInteractive,
};

/**
 * Checks the content of a message as Meta does before it accepts one.
 *
 * @returns the message's type
 * @throws GraphRefusal 100 for a wrong shape, 131008 for what is missing, 131009 for values out of range
 */
export function checkContent(message: JsonObject): string {
  const type = message.type === undefined ? 'text' : textOf(message.type);
  if (type === 'contacts') {
    checkContacts(message.contacts);
    return type;
  }
  const rule = type === undefined ? undefined : RULES[type];
  if (type === undefined || rule === undefined || !Object.hasOwn(RULES, type)) {
    const known = [...Object.keys(RULES), 'contacts'].map((name) => name.toUpperCase()).join(', ');
    throw invalidParameter(`Param type must be one of {${known}} - got "${String(message.type)}".`);
  }
  const content = message[type];
  if (content === undefined) throw missingParameter(type);
  if (!isObject(content)) throw invalidParameter(`Param ${type} must be a JSON object.`);
  rule(content, type);
  return type;
}

/** @throws GraphRefusal when the text is missing, empty or too long */
export function needText(content: JsonObject, path: string, key: string, maxChars: number): string {
  const value = content[key];
  if (value === undefined || value === '') throw missingParameter(`${path}['${key}']`);
  if (typeof value !== 'string') throw invalidParameter(`Param ${path}['${key}'] must be a string.`);
  if (charsOf(value) > maxChars) throw invalidValue(`${path}['${key}']`, `must be at most ${maxChars} characters long`);
  return value;
}

function mediaRule(kind: MediaKind): Rule {
  return (content) => {
    const hasId = content.id !== undefined;
    const hasLink = content.link !== undefined;
    if (hasId === hasLink) throw invalidParameter(`Param ${kind} must have either 'id' or 'link'.`);
    if (hasId) needText(content, kind, 'id', LIMITS.metaIdMaxChars);
    if (hasLink && !isLink(needText(content, kind, 'link', LIMITS.linkMaxChars))) {
      throw invalidValue(`${kind}['link']`, 'must be an http or https URL');
    }
    if (content.caption === undefined) return;
    if (!MEDIA_KINDS[kind].caption) throw invalidParameter(`Unexpected key "caption" on param "${kind}".`);
    if (content.caption !== '') needText(content, kind, 'caption', LIMITS.captionMaxChars);
  };
}

function needDegrees(content: JsonObject, key: string, maxDegrees: number): void {
  const value = content[key];
  if (value === undefined || value === '') throw missingParameter(`location['${key}']`);
  const degrees = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
  if (!(Math.abs(degrees) <= maxDegrees)) throw invalidValue(`location['${key}']`, 'is not a valid coordinate');
}

function checkContacts(contacts: unknown): void {
  if (contacts === undefined) throw missingParameter('contacts');
  if (!Array.isArray(contacts)) throw invalidParameter('Param contacts must be an array.');
  if (contacts.length < 1 || contacts.length > LIMITS.contactsMaxItems) {
    throw invalidValue('contacts', `must have 1 to ${LIMITS.contactsMaxItems} items`);
  }
  for (const [index, contact] of (contacts as unknown[]).entries()) {
    const name = isObject(contact) ? contact.name : undefined;
    if (!isObject(name)) throw missingParameter(`contacts[${index}]['name']`);
    needText(name, `contacts[${index}]['name']`, 'formatted_name', 1_024);
  }
}

function isLink(link: string): boolean {
  return /^https?:\/\//i.test(link) && URL.canParse(link);
}
