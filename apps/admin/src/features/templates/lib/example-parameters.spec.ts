import { exampleParameters } from './example-parameters';

describe('The examples of a template', () => {
  it('fill its numbered and named variables', () => {
    expect(
      exampleParameters([
        { type: 'HEADER', format: 'TEXT', text: 'Hi {{1}}', example: { header_text: ['Ada'] } },
        { type: 'BODY', text: '{{1}} and {{2}}', example: { body_text: [['one', 'two']] } },
        { type: 'FOOTER', text: 'Bye' },
      ]),
    ).toEqual([
      { type: 'header', parameters: [{ type: 'text', text: 'Ada' }] },
      {
        type: 'body',
        parameters: [
          { type: 'text', text: 'one' },
          { type: 'text', text: 'two' },
        ],
      },
    ]);
    const named = {
      type: 'BODY',
      text: 'Hi {{who}}',
      example: { body_text_named_params: [{ param_name: 'who', example: 'Ada' }] },
    };
    expect(exampleParameters([named])).toEqual([
      { type: 'body', parameters: [{ type: 'text', text: 'Ada', parameter_name: 'who' }] },
    ]);
  });

  it('leave open what has none', () => {
    expect(exampleParameters([{ type: 'BODY', text: 'Hi {{1}}' }])).toEqual([{ type: 'body', parameters: [] }]);
  });
});
