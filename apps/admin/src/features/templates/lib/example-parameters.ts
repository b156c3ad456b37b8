import { isRecord, recordsAt, textAt, valueAt } from '../../../lib/json-path';
import { variablesOf } from '../../../components/whatsapp/template-content';

/** The message that a definition's own examples make: numbers or names of variables become what Meta reviewed them with. */
export function exampleParameters(components: readonly object[]): object[] {
  return components.filter(isRecord).flatMap((component) => {
    const type = (textAt(component, 'type') ?? '').toLowerCase();
    if (type !== 'body' && type !== 'header') return [];
    const key = type === 'body' ? 'body_text' : 'header_text';
    const named = recordsAt(component, 'example', `${key}_named_params`);
    const texts = textsOf(valueAt(component, 'example', key));
    const parameters = variablesOf(textAt(component, 'text')).flatMap((name, index) => {
      const found = named.find((each) => textAt(each, 'param_name') === name);
      const text = found ? textAt(found, 'example') : texts[index];
      return text === undefined ? [] : [{ type: 'text', text, ...(found && { parameter_name: name }) }];
    });
    return [{ type, parameters }];
  });
}

/** Of a header a list of texts, of a body a list of such lists. */
function textsOf(given: unknown): readonly string[] {
  if (!Array.isArray(given)) return [];
  const list: unknown[] = Array.isArray(given[0]) ? (given[0] as unknown[]) : given;
  return list.map((value) => String(value));
}
