import { formatMoney, isMoney, parseMoney } from '@switchboard/contracts';
import { type CsvError, parse } from 'csv-parse/sync';
import type { FieldProblem } from '../../http/problem';
import { type MarketRates, RATE_CATEGORIES, type RateCategory } from './pricing';
import { maxRateMicros } from './rate-card-draft';

/** One market's line of a card, and where it stands in the file. */
export interface CsvRateLine {
  /** `line 17` */
  path: string;
  market: string;
  marketName: string;
  rates: MarketRates;
}

export interface CsvContext {
  /** ISO 4217: what the amounts of the file must be in. */
  currency: string;
  /** The code of a market by its name; null for a name that nobody knows. */
  marketOf: (name: string) => string | null;
}

/** What a file says, as far as it is understood, and everything that is wrong with it. */
export interface CsvRates {
  /** Also those of which something is wrong: their markets are not missing. */
  lines: CsvRateLine[];
  problems: FieldProblem[];
}

type Column = RateCategory | 'market' | 'currency';

/** Columns by their names, of which only the letters count. */
const COLUMNS: Readonly<Record<string, Column>> = {
  market: 'market',
  markets: 'market',
  country: 'market',
  countryregion: 'market',
  currency: 'currency',
  marketing: 'marketing',
  utility: 'utility',
  authentication: 'authentication',
  authenticationinternational: 'authentication_international',
  authinternational: 'authentication_international',
  service: 'service',
};
const REQUIRED: readonly Column[] = ['market', 'marketing', 'utility', 'authentication'];
const WRITTEN: Readonly<Record<Column, string>> = {
  market: 'Market',
  currency: 'Currency',
  marketing: 'Marketing',
  utility: 'Utility',
  authentication: 'Authentication',
  authentication_international: 'Authentication-International',
  service: 'Service',
};
const DELIMITERS = [',', ';', '\t'];
const LINE_ENDS = ['\r\n', '\n', '\r'];
/** Meta's files have some fifty lines, and a handful before the header. */
const MAX_RECORDS = 2_000;
const MAX_PREAMBLE_LINES = 200;
const NOTHING_SOLD = Object.fromEntries(RATE_CATEGORIES.map((category) => [category, null])) as MarketRates;
const NOT_SOLD = /^(?:n ?[/.]? ?a\.?|-+|[–—])?$/i;
/** How Meta and spreadsheets sign amounts, where they do. */
const SIGNS: Readonly<Record<string, readonly string[]>> = {
  $: ['USD', 'AUD'],
  US$: ['USD'],
  $US: ['USD'],
  A$: ['AUD'],
  AU$: ['AUD'],
  $A: ['AUD'],
  '€': ['EUR'],
  '£': ['GBP'],
  '₹': ['INR'],
  Rs: ['INR'],
  Rp: ['IDR'],
};

/**
 * Reads a rate card as Meta publishes it ("Rate cards", CSV): free lines before the header, a line per market, `n/a` for what is not
 * sold. Commas, semicolons or tabs separate, quotes may enclose; a decimal comma is taken where commas do not separate.
 * @param text without a byte order mark, or with one
 */
export function readRateCardCsv(text: string, context: CsvContext): CsvRates {
  const body = text.replace(/^\uFEFF/, '');
  if (body.includes('\0')) return refused('file', 'characters', 'must not contain NUL characters');
  const header = headerOf(body);
  if (!header) {
    const columns = REQUIRED.map((column) => WRITTEN[column]).join(', ');
    return refused('file', 'header', `must have a line that names its columns: ${columns}, …`);
  }
  const records = recordsOf(header);
  if (!Array.isArray(records)) return { lines: [], problems: [records] };
  const [first, ...rows] = records;
  const columns = columnsOf(first?.cells ?? [], header.line);
  if ('problems' in columns) return { lines: [], problems: columns.problems };
  const reader = new RowReader(columns.places, first?.cells.length ?? 0, header.delimiter, context);
  for (const row of rows) reader.read(row);
  if (rows.length === 0) reader.problems.push({ path: 'file', rule: 'empty', message: 'must have a line per market' });
  return { lines: reader.lines, problems: reader.problems };
}

interface Header {
  /** From 1. */
  line: number;
  delimiter: string;
  /** Everything from the header on. */
  table: string;
}

interface Row {
  /** Where the row begins, from 1. */
  line: number;
  cells: string[];
}

/** The first line that names a market and a rate, by whatever separates its cells: all before it is preamble. */
function headerOf(text: string): Header | null {
  const end = /\r\n|\n|\r/g;
  let start = 0;
  for (let line = 1; line <= MAX_PREAMBLE_LINES; line += 1) {
    end.lastIndex = start;
    const match = end.exec(text);
    const written = text.slice(start, match?.index);
    for (const delimiter of DELIMITERS) {
      const names = written.split(delimiter).map((name) => columnOf(name));
      if (names.includes('market') && names.some((name) => name !== undefined && name !== 'market')) {
        return { line, delimiter, table: text.slice(start) };
      }
    }
    if (!match) return null;
    start = match.index + match[0].length;
  }
  return null;
}

function columnOf(name: string): Column | undefined {
  const letters = name.toLowerCase().replaceAll(/[^a-z]/g, '');
  return Object.hasOwn(COLUMNS, letters) ? COLUMNS[letters] : undefined;
}

function recordsOf({ table, line, delimiter }: Header): Row[] | FieldProblem {
  try {
    const parsed = parse(table, {
      delimiter,
      record_delimiter: LINE_ENDS,
      relax_column_count: true,
      info: true,
      to: MAX_RECORDS + 1,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    if (parsed.length > MAX_RECORDS) {
      return { path: 'file', rule: 'maxLines', message: `must have at most ${MAX_RECORDS} lines` };
    }
    let previous = line - 1;
    return parsed.map(({ record, info }) => {
      const begins = previous + 1;
      previous = line - 1 + info.lines;
      return { line: begins, cells: record.map((cell) => cell.replaceAll(/\s+/g, ' ').trim()) };
    });
  } catch (error) {
    const { lines } = error as CsvError & { lines?: number };
    const at = typeof lines === 'number' ? line - 1 + lines : line;
    return {
      path: `line ${at}`,
      rule: 'csv',
      message: 'has a quoted cell that is not closed, or text after its quotes',
    };
  }
}

type Columns = { places: Map<Column, number> } | { problems: FieldProblem[] };

/** A column that is not known is refused: under a misspelt name, a category would pass for one that is not sold. */
function columnsOf(names: readonly string[], line: number): Columns {
  const places = new Map<Column, number>();
  const problems: FieldProblem[] = [];
  const problem = (rule: string, message: string) => problems.push({ path: `line ${line}`, rule, message });
  names.forEach((name, index) => {
    const column = columnOf(name);
    if (column === undefined) {
      if (name !== '') problem('column', `names a column that is not known: ${shown(name)}`);
      return;
    }
    if (places.has(column)) problem('column', `names the column ${WRITTEN[column]} twice`);
    places.set(column, index);
  });
  for (const column of REQUIRED) if (!places.has(column)) problem('column', `lacks the column ${WRITTEN[column]}`);
  return problems.length > 0 ? { problems } : { places };
}

/** Reads rows one by one and gathers what is wrong with all of them. */
class RowReader {
  readonly lines: CsvRateLine[] = [];
  readonly problems: FieldProblem[] = [];

  constructor(
    private readonly places: ReadonlyMap<Column, number>,
    private readonly width: number,
    private readonly delimiter: string,
    private readonly context: CsvContext,
  ) {}

  read({ line, cells }: Row): void {
    if (cells.every((cell) => cell === '')) return;
    const path = `line ${line}`;
    const marketName = this.cell(cells, 'market');
    const market = this.market(path, marketName);
    const rates = this.hasAllCells(path, cells) ? this.rates(path, cells) : NOTHING_SOLD;
    if (market !== null) this.lines.push({ path, market, marketName, rates });
  }

  private hasAllCells(path: string, cells: readonly string[]): boolean {
    const hasMore = cells.slice(this.width).some((cell) => cell !== '');
    if (cells.length >= this.width && !hasMore) return true;
    const hint = hasMore && this.delimiter === ',' ? '; where commas separate, decimals are written with a point' : '';
    this.problem(path, 'cells', `has ${cells.length} cells, and the header ${this.width}${hint}`);
    return false;
  }

  private cell(cells: readonly string[], column: Column): string {
    const index = this.places.get(column);
    return index === undefined ? '' : (cells[index] ?? '');
  }

  private market(path: string, name: string): string | null {
    const market = name === '' || name.length > 100 ? null : this.context.marketOf(name);
    if (name === '') this.problem(`${path}, Market`, 'required', 'must name a market');
    else if (market === null)
      this.problem(`${path}, Market`, 'market', `is not a market that is known: ${shown(name)}`);
    return market;
  }

  private currency(path: string, written: string): void {
    const { currency } = this.context;
    if (written === '' || written.toUpperCase() === currency || SIGNS[written]?.includes(currency)) return;
    this.problem(`${path}, Currency`, 'currency', `must be ${currency}, the currency of the card: ${shown(written)}`);
  }

  private rates(path: string, cells: readonly string[]): MarketRates {
    this.currency(path, this.cell(cells, 'currency'));
    const read = (column: RateCategory): bigint | null => {
      const amount = readAmount(this.cell(cells, column), this.context.currency, this.delimiter !== ',');
      if (typeof amount === 'string') this.problem(`${path}, ${WRITTEN[column]}`, 'money', amount);
      else if (amount === null && column === 'marketing')
        this.problem(`${path}, Marketing`, 'required', 'must have a rate: marketing is sold in every market');
      return typeof amount === 'string' ? null : amount;
    };
    return Object.fromEntries(RATE_CATEGORIES.map((column) => [column, read(column)])) as MarketRates;
  }

  private problem(path: string, rule: string, message: string): void {
    this.problems.push({ path, rule, message });
  }
}

/** An amount in micro-units, null for "n/a", or what is wrong with it: it is never rounded or guessed at. */
export function readAmount(cell: string, currency: string, isDecimalComma: boolean): bigint | null | string {
  const text = cell.trim();
  if (NOT_SOLD.test(text)) return null;
  const unsigned = withoutSign(text, currency);
  if (unsigned === null) return `must be an amount in ${currency}, or n/a: ${shown(text)}`;
  if (/^[-−(]/.test(unsigned)) return `must not be negative: ${shown(text)}`;
  const isComma = unsigned.includes(',');
  if (isComma && (!isDecimalComma || unsigned.includes('.')))
    return `must be written with a decimal point and without grouping: ${shown(text)}`;
  const plain = unsigned.replace(',', '.');
  const digits = /^\d+(?:\.(\d+))?$/.exec(plain);
  if (!digits) return `must be a number without exponent, or n/a: ${shown(text)}`;
  if ((digits[1]?.length ?? 0) > 6) return `must have at most 6 decimals: ${shown(text)}`;
  const maxMicros = maxRateMicros(currency);
  if (!isMoney(plain) || parseMoney(plain) > maxMicros)
    return `must be at most ${formatMoney(maxMicros)} and have no needless zeros: ${shown(text)}`;
  return parseMoney(plain);
}

/** Takes the currency's sign or code off an amount; null when what stands there is another one's, or no sign at all. */
function withoutSign(text: string, currency: string): string | null {
  const match = /^([^\d.,()+−-]{1,5})?(.*?)([^\d.,()]{1,5})?$/u.exec(text);
  const [, before = '', amount = '', after = ''] = match ?? [];
  const signs = [before, after].map((sign) => sign.trim()).filter((sign) => sign !== '');
  if (signs.length === 0) return text;
  const isOurs = signs.length === 1 && (signs[0] === currency || SIGNS[signs[0] ?? '']?.includes(currency));
  return isOurs && amount.trim() !== '' ? amount.trim() : null;
}

/** What a file says, short enough for an answer. */
function shown(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

function refused(path: string, rule: string, message: string): CsvRates {
  return { lines: [], problems: [{ path, rule, message }] };
}
