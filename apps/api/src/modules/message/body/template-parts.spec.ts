import { variablesOf } from './template-parts';

describe('The variables of a text', () => {
  it.each<[string | undefined, string[]]>([
    [undefined, []],
    ['Hello', []],
    ['{{1}} and {{ 2 }}, {{1}} again', ['1', '2']],
    ['{{ first_name }}', ['first_name']],
    ['{{}} {1} {{2} {{{3}}}', ['3']],
  ])('of %j are %j', (text, variables) => {
    expect(variablesOf(text)).toEqual(variables);
  });

  it('are found in no time where one never ends', () => {
    const beganMs = performance.now();
    expect(variablesOf(`{{${' '.repeat(3_000)}`)).toEqual([]);
    expect(performance.now() - beganMs).toBeLessThan(1_000);
  });
});
