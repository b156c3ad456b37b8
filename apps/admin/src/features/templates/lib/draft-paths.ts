import { ApiProblem } from '../../../api/problem';
import { componentsOf, type TemplateDraft } from './template-draft';

/**
 * Where a field of the request stands in the form: `components[1].text` is the body when there is a header. Empty when the form shows
 * it nowhere.
 */
export function draftPathOf(path: string, draft: TemplateDraft): string {
  const match = /^components\[(\d+)\](?:\.(.*))?$/.exec(path);
  if (!match) return { parameter_format: 'body', components: 'body' }[path] ?? path;
  const [, index, rest = ''] = match;
  const type = componentsOf(draft)[Number(index)]?.type;
  if (type === 'HEADER') return headerPathOf(rest);
  if (type === 'BODY') return 'body';
  if (type === 'FOOTER') return draft.category === 'AUTHENTICATION' ? 'expiryMinutes' : 'footer';
  if (type === 'BUTTONS') return buttonPathOf(rest, draft);
  return '';
}

function headerPathOf(rest: string): string {
  if (rest.includes('header_handle')) return 'headerHandle';
  return rest.startsWith('example') ? 'headerExample' : 'headerText';
}

const BUTTON_FIELDS: Readonly<Record<string, string>> = {
  text: 'text',
  url: 'url',
  phone_number: 'phone',
  example: 'example',
};

function buttonPathOf(rest: string, { category }: TemplateDraft): string {
  if (category === 'AUTHENTICATION') return 'copyText';
  const match = /^buttons\[(\d+)\](?:\.([a-z_]+))?/.exec(rest);
  const [, index, field = 'text'] = match ?? [];
  return index === undefined ? '' : `buttons.${index}.${BUTTON_FIELDS[field] ?? 'text'}`;
}

/** The same problem with its fields named as the form names them. */
export function inDraftWords(problem: ApiProblem, draft: TemplateDraft): ApiProblem {
  return new ApiProblem({
    status: problem.status,
    code: problem.code,
    title: problem.title,
    detail: problem.detail,
    requestId: problem.requestId,
    fields: problem.fields.map((field) => ({ ...field, path: draftPathOf(field.path, draft) || field.path })),
  });
}
