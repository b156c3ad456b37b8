import { richText } from './rich-text';

const plain = (text: string) => ({ kind: 'text', text });

describe("WhatsApp's formatting", () => {
  it('makes words bold, italic and struck', () => {
    expect(richText('*a b* _c_ ~d~')).toEqual([
      { kind: 'bold', parts: [plain('a b')] },
      plain(' '),
      { kind: 'italic', parts: [plain('c')] },
      plain(' '),
      { kind: 'strike', parts: [plain('d')] },
    ]);
  });

  it('nests', () => {
    expect(richText('*bold _and italic_*')).toEqual([
      { kind: 'bold', parts: [plain('bold '), { kind: 'italic', parts: [plain('and italic')] }] },
    ]);
  });

  it('leaves code as it is, also over lines', () => {
    expect(richText('```a *b*\nc```')).toEqual([{ kind: 'mono', text: 'a *b*\nc' }]);
    expect(richText('run `npm _i_` now')).toEqual([plain('run '), { kind: 'mono', text: 'npm _i_' }, plain(' now')]);
  });

  it.each(['2*3*4', 'snake_case_name', '* a *', '**', '~~~', '*open', 'a*b*', '*over\nlines*', '``', '`a\nb`'])(
    'leaves %j as it is',
    (text) => {
      expect(richText(text)).toEqual([plain(text)]);
    },
  );

  it('counts letters of any language as part of a word', () => {
    expect(richText('çok_güzel_bir')).toEqual([plain('çok_güzel_bir')]);
    expect(richText('(*önemli*)!')).toEqual([plain('('), { kind: 'bold', parts: [plain('önemli')] }, plain(')!')]);
  });

  it('finds links without the full stop behind them', () => {
    expect(richText('See https://example.com/a?b=1.')).toEqual([
      plain('See '),
      { kind: 'link', text: 'https://example.com/a?b=1' },
      plain('.'),
    ]);
  });

  it('loses nothing of a long text', () => {
    const text = '*'.repeat(500) + '_a'.repeat(500);
    const flat = (parts: ReturnType<typeof richText>): string =>
      parts.map((part) => ('parts' in part ? flat(part.parts) : part.text)).join('');
    expect(flat(richText(text)).length).toBeGreaterThan(0);
    expect(flat(richText('a '.repeat(2_000)))).toBe('a '.repeat(2_000));
  });
});
