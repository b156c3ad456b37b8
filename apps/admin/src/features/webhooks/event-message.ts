import { textAt } from '../../lib/json-path';

/** Where an event names the message that it is about: bodies of the format `meta`, then envelopes. */
const PLACES: readonly (readonly (string | number)[])[] = [
  ['entry', 0, 'changes', 0, 'value', 'messages', 0, 'id'],
  ['entry', 0, 'changes', 0, 'value', 'statuses', 0, 'id'],
  ['entry', 0, 'changes', 0, 'value', 'message_id'],
  ['payload', 'message_id'],
  ['payload', 'id'],
];

/** Meta's id of the message that a posted event is about; undefined when it is about none. */
export function messageOfEvent(body: string): string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return undefined;
  }
  return PLACES.map((place) => textAt(parsed, ...place)).find((id) => id?.startsWith('wamid.'));
}
