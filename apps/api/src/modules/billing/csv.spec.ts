import { csvLine } from './csv';

describe('a line of CSV', () => {
  it('quotes what would break it', () => {
    expect(csvLine(['a', 'b,c', 'd"e', 'f\r\ng', ''])).toBe('a,"b,c","d""e","f\r\ng",\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])(
    'keeps spreadsheets from running the free text %j',
    (freeText) => {
      expect(csvLine([{ freeText }]).replaceAll('"', '').startsWith("'")).toBe(true);
    },
  );

  it('leaves amounts and harmless text as they are', () => {
    expect(csvLine(['-1.000000', { freeText: 'invoice 7' }, { freeText: null }])).toBe('-1.000000,invoice 7,\r\n');
  });
});
