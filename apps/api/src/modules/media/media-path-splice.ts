import { itemsOf, membersOf } from '../../http/json/json-span';

/**
 * Writes `media_path` beside the `id` of the file in the body of a message's event, and leaves every other character as it is.
 * @param body `{"entryId","field","value"}`, with one message in the value
 * @returns null when the body holds no such file
 */
export function withMediaPath(body: string, kind: string, path: string): string | null {
  const value = valueStart(body, 0, 'value');
  const messages = value === null ? null : valueStart(body, value, 'messages');
  const message = messages === null || body[messages] !== '[' ? undefined : itemsOf(body, messages)[0];
  const attachment = message && valueStart(body, message.start, kind);
  if (attachment === null || attachment === undefined || body[attachment] !== '{') return null;
  const id = membersOf(body, attachment).findLast(({ key }) => key === 'id');
  if (!id) return null;
  return `${body.slice(0, id.valueEnd)},"media_path":${JSON.stringify(path)}${body.slice(id.valueEnd)}`;
}

/** Where the value of a member of the object at `start` begins; of a repeated key the last counts. */
function valueStart(text: string, start: number, key: string): number | null {
  if (text[start] !== '{') return null;
  return membersOf(text, start).findLast((member) => member.key === key)?.valueStart ?? null;
}
