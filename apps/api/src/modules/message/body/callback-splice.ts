import { membersOf } from '../../../http/json/json-span';

const FIELD = 'biz_opaque_callback_data';

/**
 * The same JSON text with the top-level member `biz_opaque_callback_data` set. Everything else stays as it is,
 * byte for byte: parsing and writing again would lose large numbers, repeated keys, escapes and layout, and what a
 * tenant posted must arrive at Meta unchanged.
 *
 * When the member exists, however its key is written and however often, its values are replaced; otherwise it is
 * appended. The text must be a JSON object that has been parsed before.
 */
export function withCallbackData(rawJson: string, callbackData: string): string {
  const value = JSON.stringify(callbackData);
  // A key that is not written out can only be spelled with \u escapes, so most bodies need no scan.
  const mayHoldField = rawJson.includes(FIELD) || rawJson.includes('\\u');
  const present = mayHoldField ? membersOf(rawJson).filter((member) => member.key === FIELD) : [];
  if (present.length === 0) return append(rawJson, value);

  let result = '';
  let copied = 0;
  for (const member of present) {
    result += rawJson.slice(copied, member.valueStart) + value;
    copied = member.valueEnd;
  }
  return result + rawJson.slice(copied);
}

function append(rawJson: string, value: string): string {
  const close = rawJson.lastIndexOf('}');
  const before = rawJson.slice(0, close);
  const separator = before.trimEnd().endsWith('{') ? '' : ',';
  return `${before}${separator}"${FIELD}":${value}${rawJson.slice(close)}`;
}
