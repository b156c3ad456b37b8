import * as fc from 'fast-check';
import { formatMoney } from '@switchboard/contracts';
import { anyCharacter } from '../../../test/support/any-character';
import { type CsvRates, readAmount, readRateCardCsv } from './rate-card-csv';
import { marketFinder } from './rate-card-form';
import { seedRateCards } from './seed-data';

const marketOf = marketFinder([]);
const read = (text: string, currency = 'USD'): CsvRates => readRateCardCsv(text, { currency, marketOf });
const HEADER = 'Market,Currency,Marketing,Utility,Authentication,Authentication-International,Service';
const TURKEY = 'Turkey,USD,0.0109,0.0009,0.0009,n/a,0.0009';
const turkey = {
  market: 'TR',
  marketName: 'Turkey',
  rates: {
    marketing: 10_900n,
    utility: 900n,
    authentication: 900n,
    authentication_international: null,
    service: 900n,
  },
};

describe("Meta's CSV", () => {
  it.each<[string, string]>([
    ['plain', `${HEADER}\n${TURKEY}\n`],
    ['without a last line end', `${HEADER}\n${TURKEY}`],
    ['with a byte order mark and CRLF', `\uFEFF${HEADER}\r\n${TURKEY}\r\n`],
    ['of an old Macintosh', `${HEADER}\r${TURKEY}\r`],
    [
      'with a preamble of free lines',
      `Rates of the "WhatsApp, Business" Platform\n\n;Effective: 1 January;\n"\n${HEADER}\n${TURKEY}`,
    ],
    ['with a preamble line that mentions markets', `Market rates\nMarket, and so on\n${HEADER}\n${TURKEY}`],
    [
      'with quotes',
      `"Market","Currency","Marketing","Utility","Authentication","Authentication-International","Service"\n"Turkey","USD","0.0109","0.0009","0.0009","n/a","0.0009"`,
    ],
    [
      'with semicolons and decimal commas',
      `${HEADER.replaceAll(',', ';')}\r\nTurkey;USD;0,0109;0,0009;0,0009;N/A;0,0009`,
    ],
    ['with semicolons and decimal points', `${HEADER.replaceAll(',', ';')}\nTurkey;USD;0.0109;0.0009;0.0009;;0.0009`],
    ['with tabs', `${HEADER.replaceAll(',', '\t')}\nTurkey\tUSD\t0,0109\t0.0009\t0.0009\t--\t0.0009`],
    [
      'with columns in another order and case',
      'service,UTILITY,market,Authentication International,marketing,AUTHENTICATION\n0.0009,0.0009,Turkey,,0.0109,0.0009',
    ],
    ['with signs and codes of the currency', `${HEADER}\nTurkey,$US,$0.0109,US$ 0.0009,0.0009 USD, - ,0.0009 $`],
    ['with empty lines and empty cells at the ends', `${HEADER},,\n\n,,,,,,\n  ${TURKEY} ,,\n\n`],
    [
      'with trailing blanks and unbreakable ones',
      `${HEADER}\nTurkey\u00a0,USD, 0.0109 ,0.0009\u00a0,0.0009,n/a,0.0009`,
    ],
  ])('is understood %s', (_, text) => {
    const { lines, problems } = read(text);
    expect(problems).toEqual([]);
    expect(lines).toMatchObject([turkey]);
  });

  it('keeps n/a apart from zero', () => {
    const { lines } = read(`${HEADER}\nTurkey,USD,0.0109,0,0.000000,n/a,`);
    expect(lines[0]?.rates).toEqual({
      marketing: 10_900n,
      utility: 0n,
      authentication: 0n,
      authentication_international: null,
      service: null,
    });
  });

  it.each([
    ['Rest of Latin America', 'REST_OF_LATIN_AMERICA'],
    ['Rest of Central & Eastern Europe', 'REST_OF_CENTRAL_EASTERN_EUROPE'],
    ['Rest of Central and Eastern Europe', 'REST_OF_CENTRAL_EASTERN_EUROPE'],
    ['rest of asia-pacific', 'REST_OF_ASIA_PACIFIC'],
    ['NORTH_AMERICA', 'NORTH_AMERICA'],
    ['Türkiye', 'TR'],
    ['TR', 'TR'],
    ['Other', 'OTHER'],
    ['Vietnam', 'VN'],
    ['Côte d’Ivoire', 'CI'],
    ['Atlantis', null],
    ['', null],
  ])('calls a market %s', (name, market) => {
    expect(marketOf(name)).toBe(market);
  });

  it('knows a market by the name that an earlier card gave it, unless the reference data knows better', () => {
    const find = marketFinder([
      { market: 'REST_OF_OCEANIA', marketName: 'Pacific islands' },
      { market: 'GR', marketName: 'Turkey' },
    ]);
    expect([find('pacific islands'), find('Turkey')]).toEqual(['REST_OF_OCEANIA', 'TR']);
  });

  it('gives back every card that is written as it, whatever separates the cells', () => {
    const rate = fc.option(fc.bigInt({ min: 0n, max: 100_000_000n }), { nil: null });
    const markets = [...new Map(seedRateCards()[1]!.lines.map((line) => [line.market, line.marketName]))];
    const rates = fc.record({
      marketing: fc.bigInt({ min: 0n, max: 100_000_000n }),
      utility: rate,
      authentication: rate,
      authentication_international: rate,
      service: rate,
    });
    const table = fc.array(rates, { minLength: 1, maxLength: markets.length });
    const style = fc.record({
      delimiter: fc.constantFrom(',', ';', '\t'),
      end: fc.constantFrom('\n', '\r\n', '\r'),
      isQuoted: fc.boolean(),
      isComma: fc.boolean(),
      absent: fc.constantFrom('n/a', 'N/A', '--', ''),
      preamble: fc.array(fc.constantFrom('', 'Rates', 'a,b;c\td', '"'), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(table, style, (card, { delimiter, end, isQuoted, isComma, absent, preamble }) => {
        const cell = (text: string) => (isQuoted ? `"${text}"` : text);
        const amount = (micros: bigint | null) => {
          if (micros === null) return cell(absent);
          const text = formatMoney(micros);
          return cell(isComma && delimiter !== ',' ? text.replace('.', ',') : text);
        };
        const rows = card.map((line, index) =>
          [
            cell(markets[index]![1]),
            cell('USD'),
            amount(line.marketing),
            amount(line.utility),
            amount(line.authentication),
            amount(line.authentication_international),
            amount(line.service),
          ].join(delimiter),
        );
        const header = HEADER.split(',').map(cell).join(delimiter);
        const { lines, problems } = read([...preamble, header, ...rows].join(end));
        expect(problems).toEqual([]);
        expect(lines.map(({ market, rates: read }) => ({ market, ...read }))).toEqual(
          card.map((line, index) => ({ market: markets[index]![0], ...line })),
        );
        expect(lines.map(({ path }) => path)).toEqual(card.map((_, index) => `line ${preamble.length + 2 + index}`));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('A CSV that is wrong', () => {
  const problems = (text: string): string[] =>
    read(text).problems.map(({ path, rule, message }) => `${path} | ${rule} | ${message}`);

  it.each([
    ['empty', '', 'file | header'],
    ['blank', '\r\n \r\n', 'file | header'],
    ['without a header', TURKEY, 'file | header'],
    ['a JSON text', '{"rates":[]}', 'file | header'],
    ['one with a NUL', `${HEADER}\nTur\0key,USD,1,1,1,1,1`, 'file | characters'],
    ['one without lines', `${HEADER}\n`, 'file | empty'],
    [
      'one without a column',
      'Market,Marketing,Utility\nTurkey,1,1',
      'line 1 | column | lacks the column Authentication',
    ],
    [
      'one with a misspelt column',
      `${HEADER.replace('Utility', 'Utilty')}\n${TURKEY}`,
      'line 1 | column | names a column that is not known: "Utilty"',
    ],
    ['one with a column twice', `Utility,${HEADER}\n1,${TURKEY}`, 'line 1 | column | names the column Utility twice'],
    ['one with a quote that is not closed', `${HEADER}\n${TURKEY}\n"Brazil,USD,1,1,1,1,1\n`, 'line 3 | csv'],
    ['one with text after a quote', `x\n${HEADER}\n"Turkey"s,USD,1,1,1,1,1\n`, 'line 3 | csv'],
    ['one with too many lines', `${HEADER}\n${`${TURKEY}\n`.repeat(2_001)}`, 'file | maxLines'],
    ['one whose header comes too late', `${'x\n'.repeat(200)}${HEADER}\n${TURKEY}`, 'file | header'],
  ])('is refused: %s', (_, text, problem) => {
    expect(problems(text)[0]).toContain(problem);
  });

  it.each([
    ['a number with 7 decimals', '0.0109000', 'must have at most 6 decimals: "0.0109000"'],
    ['a negative number', '-0.01', 'must not be negative: "-0.01"'],
    ['a negative number in brackets', '(0.01)', 'must not be negative: "(0.01)"'],
    ['an exponent', '1e3', 'must be a number without exponent, or n/a: "1e3"'],
    ['NaN', 'NaN', 'must be an amount in USD, or n/a: "NaN"'],
    ['infinity', 'Infinity', 'must be an amount in USD, or n/a: "Infinity"'],
    ['40 digits', '1'.repeat(40), 'must be at most 100.000000 and have no needless zeros'],
    ['more than a message costs', '101', 'must be at most 100.000000'],
    ['needless zeros', '00.01', 'must be at most 100.000000 and have no needless zeros: "00.01"'],
    ['a decimal comma where commas separate', '"0,0109"', 'must be written with a decimal point and without grouping'],
    ['grouping', '"1,000.5"', 'must be written with a decimal point and without grouping'],
    ['another currency', '€0.01', 'must be an amount in USD, or n/a: "€0.01"'],
    ['a sign alone', '$', 'must be an amount in USD, or n/a: "$"'],
    ['hexadecimal digits', '0x10', 'must be a number without exponent, or n/a: "0x10"'],
    ['Arabic digits', '٠٫٠١', 'must be an amount in USD, or n/a'],
    ['words', 'free', 'must be an amount in USD, or n/a: "free"'],
  ])('names the line, the column and the reason: %s', (_, cell, reason) => {
    const [problem, ...others] = read(
      `Rates\n${HEADER}\n${TURKEY}\nBrazil,USD,0.0625,${cell},0.0068,n/a,0.0068`,
    ).problems;
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ path: 'line 4, Utility', rule: 'money' });
    expect(problem?.message).toContain(reason);
  });

  it('names everything that is wrong at once', () => {
    const text = [
      HEADER,
      'Atlantis,USD,0.01,0.01,0.01,n/a,0.01',
      ',USD,0.01,0.01,0.01,n/a,0.01',
      'Turkey,EUR,n/a,x,0.01,n/a,0.01',
      'Brazil,USD,0.0625',
      'Chile,USD,0.0889,0,02,0.02,n/a,n/a',
    ].join('\n');
    expect(problems(text)).toEqual([
      'line 2, Market | market | is not a market that is known: "Atlantis"',
      'line 3, Market | required | must name a market',
      'line 4, Currency | currency | must be USD, the currency of the card: "EUR"',
      'line 4, Marketing | required | must have a rate: marketing is sold in every market',
      'line 4, Utility | money | must be an amount in USD, or n/a: "x"',
      'line 5 | cells | has 3 cells, and the header 7',
      'line 6 | cells | has 8 cells, and the header 7; where commas separate, decimals are written with a point',
    ]);
  });

  it('is never read as something else: any text is refused or understood, and no amount is guessed at', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 12 }), (cell) => {
        const micros = readAmount(cell, 'USD', true);
        if (typeof micros !== 'bigint') return;
        expect(micros >= 0n && micros <= 100_000_000n).toBe(true);
        const digits = cell.replaceAll(/[^\d.,]/g, '').replace(',', '.');
        expect(formatMoney(micros)).toBe(formatMoney(BigInt(Math.round(Number(digits) * 1e6))));
      }),
      { numRuns: 5_000 },
    );
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 300 }), (text) => {
        expect(() => read(`${HEADER}\n${text}`)).not.toThrow();
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('An amount', () => {
  it('may be larger in a currency whose unit is worth little', () => {
    expect(readAmount('Rp 586,33', 'IDR', true)).toBe(586_330_000n);
    expect(readAmount('586.33', 'USD', true)).toContain('must be at most 100.000000');
  });
});
