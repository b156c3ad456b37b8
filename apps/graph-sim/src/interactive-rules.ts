import { LIMITS } from '@switchboard/contracts';

import { invalidParameter, invalidValue, missingParameter } from './graph-refusal';
import { charsOf, isObject, objectsOf, textOf } from './json';
import type { JsonObject } from './json';

const TYPES: ReadonlySet<string> = new Set([
  'button',
  'list',
  'cta_url',
  'flow',
  'product',
  'product_list',
  'catalog_message',
  'location_request_message',
  'address_message',
  'voice_call',
  'call_permission_request',
  'carousel',
]);
/** A single product is shown without a text of its own. */
const BODY_OPTIONAL: ReadonlySet<string> = new Set(['product', 'carousel']);
/** Asking for the user's consent to be called needs no more than the question. */
const ACTION_OPTIONAL: ReadonlySet<string> = new Set(['call_permission_request']);

/** @throws GraphRefusal 100, 131008 or 131009, as Meta answers to the same mistake */
export function checkInteractive(content: JsonObject): void {
  const type = textOf(content.type);
  if (type === undefined) throw missingParameter("interactive['type']");
  if (!TYPES.has(type)) throw invalidParameter(`Param interactive['type'] must be one of {${[...TYPES].join(', ')}}.`);
  const bodyMaxChars = type === 'list' ? LIMITS.listBodyMaxChars : LIMITS.interactiveBodyMaxChars;
  checkText(content, 'body', bodyMaxChars, !BODY_OPTIONAL.has(type));
  checkText(content, 'footer', LIMITS.footerMaxChars, false);
  if (isObject(content.header) && content.header.type === 'text') {
    checkLength(content.header.text, "interactive['header']['text']", LIMITS.textHeaderMaxChars);
  }
  if (!isObject(content.action)) {
    if (ACTION_OPTIONAL.has(type)) return;
    throw missingParameter("interactive['action']");
  }
  if (type === 'button') checkReplyButtons(content.action);
  if (type === 'list') checkList(content.action);
}

function checkReplyButtons(action: JsonObject): void {
  const replies = objectsOf(action.buttons).map((button) => (isObject(button.reply) ? button.reply : {}));
  const path = "interactive['action']['buttons']";
  if (replies.length < 1 || replies.length > LIMITS.replyButtonsMaxItems) {
    throw invalidValue(path, `must have 1 to ${LIMITS.replyButtonsMaxItems} items`);
  }
  for (const [index, reply] of replies.entries()) {
    checkLength(reply.id, `${path}[${index}]['reply']['id']`, LIMITS.replyButtonIdMaxChars);
    checkLength(reply.title, `${path}[${index}]['reply']['title']`, LIMITS.replyButtonTitleMaxChars);
  }
  checkUnique(
    replies.map(({ id }) => id),
    path,
  );
}

function checkList(action: JsonObject): void {
  checkLength(action.button, "interactive['action']['button']", LIMITS.listButtonMaxChars);
  const path = "interactive['action']['sections']";
  const sections = objectsOf(action.sections);
  if (sections.length < 1 || sections.length > LIMITS.listSectionsMaxItems) {
    throw invalidValue(path, `must have 1 to ${LIMITS.listSectionsMaxItems} items`);
  }
  for (const [index, section] of sections.entries()) {
    if (sections.length > 1 || section.title !== undefined) {
      checkLength(section.title, `${path}[${index}]['title']`, LIMITS.sectionTitleMaxChars);
    }
  }
  const rows = sections.flatMap((section) => objectsOf(section.rows));
  if (rows.length < 1 || rows.length > LIMITS.listRowsMaxItems) {
    throw invalidValue(`${path}['rows']`, `must have 1 to ${LIMITS.listRowsMaxItems} items in all`);
  }
  for (const row of rows) {
    checkLength(row.id, `${path}['rows']['id']`, LIMITS.rowIdMaxChars);
    checkLength(row.title, `${path}['rows']['title']`, LIMITS.rowTitleMaxChars);
    if (row.description !== undefined && row.description !== '') {
      checkLength(row.description, `${path}['rows']['description']`, LIMITS.rowDescriptionMaxChars);
    }
  }
  checkUnique(
    rows.map(({ id }) => id),
    `${path}['rows']`,
  );
}

function checkText(content: JsonObject, key: string, maxChars: number, required: boolean): void {
  const part = content[key];
  if (part === undefined && !required) return;
  if (!isObject(part)) throw missingParameter(`interactive['${key}']`);
  checkLength(part.text, `interactive['${key}']['text']`, maxChars);
}

function checkLength(value: unknown, path: string, maxChars: number): void {
  if (typeof value !== 'string' || value === '') throw missingParameter(path);
  if (charsOf(value) > maxChars) throw invalidValue(path, `must be at most ${maxChars} characters long`);
}

function checkUnique(ids: readonly unknown[], path: string): void {
  if (new Set(ids).size !== ids.length) throw invalidValue(path, 'must have unique ids');
}
