import { countChars } from './draft-problems';

/** How much of a limit a text takes, after what the input is for: `Optional. 12 of 60 characters.` */
export function limitWords(text: string, maxChars: number, purpose = ''): string {
  const length = countChars(text);
  const most = maxChars.toLocaleString('en-US');
  const count =
    length > maxChars
      ? `${(length - maxChars).toLocaleString('en-US')} too many of ${most} characters.`
      : `${length.toLocaleString('en-US')} of ${most} characters.`;
  return purpose === '' ? count : `${purpose} ${count}`;
}
