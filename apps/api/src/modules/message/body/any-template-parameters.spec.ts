import fc from 'fast-check';
import type { JsonValue, MetaTemplateComponent } from '@switchboard/contracts';
import { templateParameterProblems } from './template-parameters';

const text = (value = 'x', name?: string): JsonValue =>
  name === undefined ? { type: 'text', text: value } : { type: 'text', text: value, parameter_name: name };
const header = (...parameters: JsonValue[]): JsonValue => ({ type: 'header', parameters });
const body = (...parameters: JsonValue[]): JsonValue => ({ type: 'body', parameters });
const button = (sub_type: string, index: string | number, ...parameters: JsonValue[]): JsonValue => ({
  type: 'button',
  sub_type,
  index,
  parameters,
});
const buttons = (...list: { type: string; url?: string }[]): MetaTemplateComponent => ({
  type: 'BUTTONS',
  buttons: list,
});
const location: JsonValue = { type: 'location', location: { latitude: 1, longitude: 1 } };
const coupon: JsonValue = { type: 'coupon_code', coupon_code: 'A' };

/** A template of any make, with the components of a message that fits it. */
interface Fitting {
  definition: MetaTemplateComponent[];
  sent: JsonValue[];
  format: 'NAMED' | 'POSITIONAL';
}

const HEADERS: readonly [MetaTemplateComponent, JsonValue | null][] = [
  [{ type: 'HEADER', format: 'TEXT', text: 'Fixed' }, null],
  [
    { type: 'HEADER', format: 'IMAGE' },
    { type: 'image', image: { id: '1' } },
  ],
  [
    { type: 'HEADER', format: 'VIDEO' },
    { type: 'video', video: { id: '1' } },
  ],
  [
    { type: 'HEADER', format: 'DOCUMENT' },
    { type: 'document', document: { id: '1' } },
  ],
  [{ type: 'HEADER', format: 'LOCATION' }, location],
];
const BUTTONS: readonly [{ type: string; url?: string }, string, JsonValue | null][] = [
  [{ type: 'QUICK_REPLY' }, 'quick_reply', { type: 'payload', payload: 'x' }],
  [{ type: 'URL', url: 'https://example.com/{{1}}' }, 'url', text()],
  [{ type: 'URL', url: 'https://example.com' }, 'url', null],
  [{ type: 'PHONE_NUMBER' }, 'phone_number', null],
  [{ type: 'COPY_CODE' }, 'copy_code', coupon],
  [{ type: 'OTP' }, 'url', text()],
  [{ type: 'FLOW' }, 'flow', { type: 'action', action: {} }],
];

const fitting: fc.Arbitrary<Fitting> = fc
  .record({
    head: fc.option(fc.constantFrom(...HEADERS), { nil: undefined }),
    variables: fc.nat({ max: 8 }),
    isNamed: fc.boolean(),
    list: fc.array(fc.constantFrom(...BUTTONS), { maxLength: 10 }),
    isLowerCase: fc.boolean(),
  })
  .map(({ head, variables, isNamed, list, isLowerCase }) => {
    const names = Array.from({ length: variables }, (_, index) => (isNamed ? `name_${index}` : String(index + 1)));
    const words = names.map((name) => `{{${name}}}`).join(' and ');
    const definition: MetaTemplateComponent[] = [
      ...(head ? [head[0]] : []),
      { type: 'BODY', text: `Hello ${words}` },
      { type: 'FOOTER', text: 'Bye' },
      ...(list.length > 0 ? [buttons(...list.map(([defined]) => defined))] : []),
    ];
    const parameters = names.map((name) => (isNamed ? text('x', name) : text()));
    const sent: JsonValue[] = [
      ...(head?.[1] ? [header(head[1])] : []),
      ...(variables > 0 ? [body(...parameters)] : []),
      ...list.flatMap(([, subType, parameter], index) => (parameter ? [button(subType, index, parameter)] : [])),
    ];
    const upper = (value: JsonValue): JsonValue =>
      JSON.parse(
        JSON.stringify(value, (key, inner: unknown) =>
          (key === 'type' || key === 'sub_type') && typeof inner === 'string' ? inner.toUpperCase() : inner,
        ),
      ) as JsonValue;
    return {
      definition,
      sent: isLowerCase ? sent : sent.map(upper),
      format: isNamed ? 'NAMED' : 'POSITIONAL',
    };
  });

describe('the parameters of any template', () => {
  it('are never refused when they are as its definition has them, in any order of the components', () => {
    fc.assert(
      fc.property(
        fitting.chain((fit) =>
          fc.tuple(fc.constant(fit), fc.shuffledSubarray(fit.sent, { minLength: fit.sent.length })),
        ),
        ([{ definition, format }, sent]) => {
          expect(templateParameterProblems({ components: definition, parameter_format: format }, sent)).toEqual([]);
        },
      ),
    );
  });

  it('are refused with one problem, of the body, when one of its values is missing or too many', () => {
    fc.assert(
      fc.property(fitting, fc.boolean(), ({ definition, sent, format }, isMissing) => {
        const index = sent.findIndex((component) => /^body$/i.test((component as { type: string }).type));
        fc.pre(index !== -1);
        const { parameters } = sent[index] as { parameters: JsonValue[] };
        const changed = isMissing ? parameters.slice(1) : [...parameters, text()];
        const wrong = sent.with(index, body(...changed));
        const problems = templateParameterProblems({ components: definition, parameter_format: format }, wrong);
        expect(problems).toEqual([
          {
            component: 'body',
            path: `template.components[${index}]`,
            expected: expect.stringMatching(new RegExp(`^${parameters.length} parameters?$`)) as string,
            received: expect.stringMatching(new RegExp(`^${changed.length} parameters?$`)) as string,
          },
        ]);
      }),
    );
  });
});
