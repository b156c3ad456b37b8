import { ApiProblem } from '../../../api/problem';
import { draftPathOf, inDraftWords } from './draft-paths';
import { draftProblems } from './draft-problems';
import {
  componentsOf,
  definitionOf,
  type DraftButton,
  EMPTY_DRAFT,
  exampleMessage,
  type TemplateDraft,
} from './template-draft';

const button = (some: Partial<DraftButton>): DraftButton => ({
  key: 'k',
  type: 'QUICK_REPLY',
  text: 'Yes',
  url: '',
  phone: '',
  example: '',
  ...some,
});
const DRAFT: TemplateDraft = {
  ...EMPTY_DRAFT,
  wabaId: '1',
  name: 'order_shipped',
  body: 'Hi {{1}}, order {{2}}',
  bodyExamples: { 1: 'Ada', 2: '42' },
};

describe('The form of a template', () => {
  it('becomes a definition in Meta’s shape', () => {
    expect(
      definitionOf({
        ...DRAFT,
        headerKind: 'TEXT',
        headerText: 'Order {{1}}',
        headerExample: '42',
        footer: 'Reply STOP',
        buttons: [
          button({}),
          button({ type: 'URL', text: 'Track', url: 'https://example.com/{{1}}', example: 'https://example.com/1' }),
          button({ type: 'PHONE_NUMBER', text: 'Call', phone: '+15550100' }),
        ],
      }),
    ).toEqual({
      wabaId: '1',
      name: 'order_shipped',
      language: 'en_US',
      category: 'UTILITY',
      allow_category_change: true,
      components: [
        { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}', example: { header_text: ['42'] } },
        { type: 'BODY', text: 'Hi {{1}}, order {{2}}', example: { body_text: [['Ada', '42']] } },
        { type: 'FOOTER', text: 'Reply STOP' },
        {
          type: 'BUTTONS',
          buttons: [
            { type: 'QUICK_REPLY', text: 'Yes' },
            { type: 'URL', text: 'Track', url: 'https://example.com/{{1}}', example: ['https://example.com/1'] },
            { type: 'PHONE_NUMBER', text: 'Call', phone_number: '+15550100' },
          ],
        },
      ],
    });
  });

  it('has named variables where they have names', () => {
    const named = { ...DRAFT, body: 'Hi {{first_name}}', bodyExamples: { first_name: 'Ada' } };
    expect(definitionOf(named)).toMatchObject({
      parameter_format: 'NAMED',
      components: [
        { type: 'BODY', example: { body_text_named_params: [{ param_name: 'first_name', example: 'Ada' }] } },
      ],
    });
    expect(draftProblems(named)).toEqual({});
  });

  it('leaves the text of one-time codes to Meta', () => {
    expect(componentsOf({ ...DRAFT, category: 'AUTHENTICATION' })).toEqual([
      { type: 'BODY', add_security_recommendation: true },
      { type: 'FOOTER', code_expiration_minutes: 10 },
      { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE', text: 'Copy code' }] },
    ]);
  });

  it('previews itself with its examples', () => {
    expect(exampleMessage(DRAFT).template).toMatchObject({
      components: [
        { type: 'header', parameters: [] },
        { type: 'body', parameters: [{ text: 'Ada' }, { text: '42' }] },
      ],
    });
  });

  it.each<[Partial<TemplateDraft>, string[]]>([
    [{}, []],
    [{ wabaId: '', name: 'Order Shipped' }, ['wabaId', 'name']],
    [{ body: '' }, ['body']],
    [{ body: '👍'.repeat(1_024), bodyExamples: {} }, []],
    [{ body: 'x'.repeat(1_025) }, ['body']],
    [{ body: '{{2}}' }, ['body']],
    [{ body: '{{1}} {{name}}', bodyExamples: { 1: 'a', name: 'b' } }, ['body']],
    [{ bodyExamples: { 1: 'Ada' } }, ['bodyExamples.2']],
    [{ footer: 'Hi {{1}}' }, ['footer']],
    [{ headerKind: 'TEXT', headerText: '{{1}} {{2}}' }, ['headerText']],
    [{ headerKind: 'TEXT', headerText: 'Hi {{1}}' }, ['headerExample']],
    [{ headerKind: 'IMAGE' }, ['headerHandle']],
    [{ buttons: [button({ text: '' })] }, ['buttons.0.text']],
    [{ buttons: [button({ type: 'URL', url: 'https://a.b/{{1}}/x', example: 'https://a.b/1/x' })] }, ['buttons.0.url']],
    [{ buttons: [button({ type: 'URL', url: 'https://a.b/{{1}}' })] }, ['buttons.0.example']],
    [{ buttons: [button({ type: 'COPY_CODE' })] }, ['buttons.0.example']],
    [{ category: 'AUTHENTICATION', body: '', expiryMinutes: 91 }, ['expiryMinutes']],
    [{ category: 'AUTHENTICATION', body: '', expiryMinutes: '' }, []],
  ])('says where it is wrong, case %#', (change, paths) => {
    expect(Object.keys(draftProblems({ ...DRAFT, ...change }))).toEqual(paths);
  });
});

describe('What the server has against a template', () => {
  const whole: TemplateDraft = { ...DRAFT, headerKind: 'TEXT', headerText: 'Hi', footer: 'Bye', buttons: [button({})] };

  it.each([
    ['name', whole, 'name'],
    ['components', whole, 'body'],
    ['components[0].text', whole, 'headerText'],
    ['components[0].example.header_text', whole, 'headerExample'],
    ['components[1].example.body_text', whole, 'body'],
    ['components[2].text', whole, 'footer'],
    ['components[3].buttons[0].phone_number', whole, 'buttons.0.phone'],
    ['components[3].buttons[0]', whole, 'buttons.0.text'],
    ['components[0].text', DRAFT, 'body'],
    ['components[0].example.header_handle', { ...DRAFT, headerKind: 'IMAGE' as const }, 'headerHandle'],
    ['components[7].text', DRAFT, ''],
  ])('about %s stands beside the input it is about, case %#', (path, draft, expected) => {
    expect(draftPathOf(path, draft)).toBe(expected);
  });

  it('keeps its words', () => {
    const problem = new ApiProblem({
      status: 400,
      code: 'validation_failed',
      title: 'Bad request',
      detail: 'Refused.',
      requestId: 'r1',
      fields: [{ path: 'components[0].text', rule: 'length', message: 'is too long' }],
    });
    expect(inDraftWords(problem, DRAFT)).toMatchObject({
      detail: 'Refused.',
      requestId: 'r1',
      fields: [{ path: 'body', rule: 'length', message: 'is too long' }],
    });
  });
});
