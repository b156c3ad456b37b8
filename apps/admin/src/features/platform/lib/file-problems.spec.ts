import { fileProblems, problemReport } from './file-problems';

const FILE = 'Market,Marketing\nTurkey,0.01\n"Nowhere, far",x';
const field = (path: string, message: string) => ({ path, rule: 'r', message });

describe('Problems of a rate card file', () => {
  it('name the line, the column and what stands there', () => {
    expect(fileProblems([field('line 3, Market', 'is not known'), field('line 1', 'lacks Utility')], FILE)).toEqual([
      { line: 1, column: null, message: 'lacks Utility', text: 'Market,Marketing' },
      { line: 3, column: 'Market', message: 'is not known', text: '"Nowhere, far",x' },
    ]);
  });

  it('end with what the whole file lacks', () => {
    const found = fileProblems([field('file', 'lacks a market'), field('line 2', 'is odd')], FILE);
    expect(found?.map(({ line, message }) => [line, message])).toEqual([
      [2, 'is odd'],
      [null, 'lacks a market'],
    ]);
  });

  it('are none when the server has something against another field alone', () => {
    expect(fileProblems([field('effectiveFrom', 'must be a day to come')], FILE)).toBeNull();
  });

  it('make a report that a spreadsheet opens and does not run', () => {
    const problems = fileProblems([field('line 3, Market', 'is "odd"')], 'a\nb\n=SUM(A1),1');
    expect(problemReport(problems ?? [])).toBe(
      'Line,Column,Problem,As it stands\r\n3,Market,"is ""odd""","\'=SUM(A1),1"',
    );
  });
});
