import { isDeepStrictEqual } from 'node:util';
import { API_SAMPLES } from '@switchboard/contracts';

/** What differs from one run to the next, by its form, and what stands for it in the document. */
const FORMS: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})$/, API_SAMPLES.time],
  [/^wamid\.FAKE_\d+$/, 'wamid.FAKE_4711081512345678'],
  [/^wamid\.[A-Za-z0-9+/=]+$/, API_SAMPLES.wamid],
  [/^pk_[0-9A-Za-z]{32}$/, 'pk_4fJ9sK2mQ8xT1vB6nR3wY7zH5cD0aE'],
  [/^pk_[0-9A-Za-z]{6}$/, 'pk_4fJ9sK'],
  [/^op_[0-9A-Za-z_-]{20,}$/, 'op_4fJ9sK2mQ8xT1vB6nR3wY7zH5cD0aEfG'],
  [/^op_[0-9A-Za-z_-]{6}$/, 'op_4fJ9sK'],
  [/^[A-Z2-7]{32}$/, 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'],
  [/^whsec_.+$/, 'whsec_Zm9yIHlvdXIgZXllcyBvbmx5LCBvZiBjb3Vyc2Uh'],
  [/^\d{13,20}$/, API_SAMPLES.mediaId],
  // The simulator makes names and numbers up.
  [/^Simulated business \d+$/, 'Example Ltd'],
  [/^\+1 555-\d{3}-\d{4}$/, '+1 555-078-3881'],
  // A month's fee, less what of the month has passed.
  [/^48\.9\d{5}$/, '49.000000'],
];

/** Fields whose values differ from one run to the next, whatever they are. */
const FIELDS: Readonly<Record<string, unknown>> = {
  nextCursor: 'MDE5YThjMzAtN2ExYy03YjIyLTlmNjMtNGQ4ZTVmNmE3Yjgy',
  after: 'MDE5YThjMzAtN2ExYy03YjIyLTlmNjMtNGQ4ZTVmNmE3Yjgy',
  before: 'MDE5YThjMzAtN2ExYy03YjIyLTlmNjMtNGQ4ZTVmNmE3Yjgy',
  csrfToken: 'sWtqE3P0c1bqkDk4mT1w7f0m3i9GqXy2uJr8aVhLzNo',
  day: '2027-01-31',
  durationMs: 12,
  fbtrace_id: API_SAMPLES.requestId,
  requestId: API_SAMPLES.requestId,
  request_id: API_SAMPLES.requestId,
  'webhook-timestamp': '1801396800',
  'webhook-signature': 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
  userAgent: null,
};

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z/g;
const ORIGIN = /https?:\/\/127\.0\.0\.1:\d+/g;

/**
 * An answer with everything that differs from one run to the next replaced by what stands for it in the document, so that two answers
 * of the same form are equal.
 * @param real what the test put in the place of the document's values, by the real ones
 */
export function formOf(answer: unknown, real: ReadonlyMap<string, string> = new Map()): unknown {
  if (Array.isArray(answer)) return withoutRepeats(answer.map((each) => formOf(each, real)));
  if (typeof answer === 'string') return textForm(answer, real);
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [
      name,
      name in FIELDS && typeof value !== 'object' ? FIELDS[name] : formOf(value, real),
    ]),
  );
}

/** Items that follow on ones of the same form tell nothing new. */
function withoutRepeats(items: readonly unknown[]): unknown[] {
  return items.filter((item, index) => index === 0 || !isDeepStrictEqual(item, items[index - 1]));
}

function textForm(text: string, real: ReadonlyMap<string, string>): string {
  let known = text;
  for (const [value, documented] of real) known = known.replaceAll(value, documented);
  if (known !== text && [...real.values()].includes(known)) return known;
  const form = FORMS.find(([pattern]) => pattern.test(known));
  if (form && !isDocumented(known)) return form[1];
  return known
    .replace(UUID, (id) => (isDocumented(id) ? id : API_SAMPLES.id))
    .replace(TIME, API_SAMPLES.time)
    .replace(/wamid\.[A-Za-z0-9+/=]{20,}/g, (wamid) => (isDocumented(wamid) ? wamid : API_SAMPLES.wamid))
    .replace(/(?<="timestamp":")\d{10}/g, '1801396800')
    .replace(/\b1555\d{7}\b/g, '15550783881')
    .replace(/\d{4}-\d{2}-\d{2}(?= \(UTC\))/g, '2027-01-31')
    .replace(/(?<=-)[0-9a-f]{32}(?=\.)/g, '4f1d8a6c2b7e4930a5c8d1e2f3b4a596')
    .replace(/maria-\d+(?=(?:@|%40)example\.com)/g, 'maria')
    .replace(ORIGIN, 'https://switchboard.example.com')
    .replace(/#token=.+$/, `#token=${API_SAMPLES.linkToken}`)
    .replace(/([?&](?:ext|hash|secret)=)[^&]+/g, '$1…');
}

function isDocumented(text: string): boolean {
  return Object.values<string>(API_SAMPLES).includes(text);
}
