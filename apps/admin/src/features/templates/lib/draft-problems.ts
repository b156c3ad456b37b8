import { variablesOf } from '../../../components/whatsapp/template-content';
import { type DraftButton, LIMITS, type TemplateDraft } from './template-draft';

/** Of one kind, at most; all together 10. */
export const BUTTONS_MAX_OF_KIND: Readonly<Record<DraftButton['type'], number>> = {
  QUICK_REPLY: LIMITS.buttons,
  URL: 2,
  PHONE_NUMBER: 1,
  COPY_CODE: 1,
};

type Problems = Record<string, string>;

/** What is wrong with a draft, by the paths of its inputs; Meta judges what is left. */
export function draftProblems(draft: TemplateDraft): Problems {
  const problems: Problems = {};
  if (draft.wabaId === '') problems['wabaId'] = 'Choose the account.';
  if (!/^[a-z0-9_]{1,512}$/.test(draft.name.trim()))
    problems['name'] = 'Use small letters, digits and underscores, such as order_shipped.';
  if (draft.category === 'AUTHENTICATION') return { ...problems, ...authenticationProblems(draft) };
  return {
    ...problems,
    ...headerProblems(draft),
    ...bodyProblems(draft),
    ...footerProblems(draft),
    ...buttonProblems(draft),
  };
}

function authenticationProblems({ copyText, expiryMinutes }: TemplateDraft): Problems {
  const minutes = Number(expiryMinutes);
  const isMinutesWrong = expiryMinutes !== '' && (!Number.isInteger(minutes) || minutes < 1 || minutes > 90);
  return {
    ...textProblem('copyText', copyText, LIMITS.buttonText),
    ...(isMinutesWrong && { expiryMinutes: 'Enter 1 to 90 minutes, or nothing.' }),
  };
}

function headerProblems({ headerKind, headerText, headerExample, headerHandle }: TemplateDraft): Problems {
  if (headerKind === 'NONE' || headerKind === 'LOCATION') return {};
  if (headerKind !== 'TEXT')
    return headerHandle.trim() === '' ? { headerHandle: 'Meta reviews a file: name an uploaded example.' } : {};
  const variables = variablesOf(headerText);
  return {
    ...(variables.length > 1 && { headerText: 'A header can have one variable.' }),
    ...textProblem('headerText', headerText, LIMITS.header),
    ...(variables.length === 1 && headerExample.trim() === '' && { headerExample: 'Meta reviews it with an example.' }),
  };
}

function bodyProblems({ body, bodyExamples }: TemplateDraft): Problems {
  const variables = variablesOf(body);
  const numbered = variables.filter((variable) => /^\d+$/.test(variable));
  const missing = variables.filter((variable) => !bodyExamples[variable]?.trim());
  const order = variableProblem(variables, numbered);
  return {
    ...Object.fromEntries(missing.map((variable) => [`bodyExamples.${variable}`, 'Meta reviews it with an example.'])),
    ...(order !== null && { body: order }),
    ...textProblem('body', body, LIMITS.body),
  };
}

function variableProblem(variables: readonly string[], numbered: readonly string[]): string | null {
  if (numbered.length > 0 && numbered.length < variables.length)
    return 'Give all variables numbers, or all of them names.';
  if (numbered.some((variable, index) => variable !== String(index + 1)))
    return 'Number the variables {{1}}, {{2}} and so on, in this order.';
  if (numbered.length === 0 && variables.some((variable) => !/^[a-z0-9_]+$/.test(variable)))
    return 'Names of variables have small letters, digits and underscores.';
  return null;
}

function footerProblems({ footer }: TemplateDraft): Problems {
  if (footer.trim() === '') return {};
  if (variablesOf(footer).length > 0) return { footer: 'A footer can have no variables.' };
  return textProblem('footer', footer, LIMITS.footer);
}

function buttonProblems({ buttons }: TemplateDraft): Problems {
  return Object.assign(
    {},
    ...buttons.map((button, index) => oneButtonProblems(button, `buttons.${index}`)),
  ) as Problems;
}

function oneButtonProblems({ type, text, url, phone, example }: DraftButton, at: string): Problems {
  if (type === 'COPY_CODE') return example.trim() === '' ? { [`${at}.example`]: 'Enter an example of the code.' } : {};
  const problems = textProblem(`${at}.text`, text, LIMITS.buttonText);
  if (type === 'PHONE_NUMBER') return { ...problems, ...textProblem(`${at}.phone`, phone, LIMITS.phone) };
  if (type === 'QUICK_REPLY') return problems;
  const variables = variablesOf(url);
  return {
    ...problems,
    ...(!/^https?:\/\/\S+$/.test(url.trim()) && { [`${at}.url`]: 'Enter an address that begins with https://.' }),
    ...((variables.length > 1 || (variables.length === 1 && !url.trim().endsWith('}}'))) && {
      [`${at}.url`]: 'It can have one variable, at its end.',
    }),
    ...(variables.length === 1 &&
      example.trim() === '' && { [`${at}.example`]: 'Enter the whole address as an example.' }),
  };
}

function textProblem(path: string, text: string, maxChars: number): Problems {
  const length = countChars(text);
  if (text.trim() === '') return { [path]: 'Write something here.' };
  return length > maxChars
    ? { [path]: `At most ${maxChars.toLocaleString('en-US')} characters; these are ${length}.` }
    : {};
}

/** Characters as Meta counts them: an emoji is one. */
export function countChars(text: string): number {
  return [...text].length;
}
