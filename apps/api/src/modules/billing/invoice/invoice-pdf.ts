import type { InvoiceDetailView, InvoiceLineView } from './invoice.dto';
import { TOP_UP } from './invoice';
import { isReadable, toWinAnsi } from './win-ansi';

/** A4, in points. */
const PAGE = { width: 595.28, height: 841.89 };
const MARGIN = 50;
const RIGHT = PAGE.width - MARGIN;
/** Where rows end; the footer stands below. */
const BOTTOM = PAGE.height - 80;
const FOOTER_Y = PAGE.height - 50;
const ROW_HEIGHT = 15;
const MAX_NAME_CHARS = 200;

const REGULAR = 'Helvetica';
const BOLD = 'Helvetica-Bold';
const SIZE = 8;

/** Left edges of the columns that are read, right edges of those that are added up. */
const COLUMNS = { kind: MARGIN, market: 145, category: 300, quantityRight: 445, amountRight: RIGHT } as const;

const KINDS: Readonly<Record<string, string>> = {
  platform_fee: 'Platform fee',
  meta_fee: 'WhatsApp fee of Meta',
  markup: 'Markup',
  subscription: 'Subscription',
  adjustment: 'Adjustment',
  refund: 'Refund',
  shortfall: 'Covered by the platform',
};

/** An invoice and whose it is. */
export type PrintedInvoice = InvoiceDetailView & { tenantId: string };

/** An invoice as PDF: as many pages as its lines need. The same invoice gives the same bytes. */
export async function renderInvoice(invoice: PrintedInvoice): Promise<Buffer> {
  // Loaded with the first invoice: every start would otherwise take longer by what the library and its fonts take to load.
  const { default: PDFDocument } = await import('pdfkit');
  const issuedAt = new Date(invoice.issuedAt);
  const document = new PDFDocument({
    size: [PAGE.width, PAGE.height],
    margin: 0,
    bufferPages: true,
    info: { Title: `Invoice ${invoice.number}`, CreationDate: issuedAt, ModDate: issuedAt },
  });
  const chunks: Buffer[] = [];
  const whole = new Promise<Buffer>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
  const sheet = new Sheet(document);
  printHead(sheet, invoice);
  printLines(sheet, invoice);
  printBalance(sheet, invoice);
  printFooters(document, invoice);
  document.end();
  return whole;
}

/** Pages that are written from top to bottom. */
class Sheet {
  y = MARGIN;

  constructor(private readonly document: PDFKit.PDFDocument) {}

  left(text: string, x: number, font: string = REGULAR, size: number = SIZE): this {
    this.document.font(font).fontSize(size).text(toWinAnsi(text), x, this.y, { lineBreak: false });
    return this;
  }

  right(text: string, edge: number, font: string = REGULAR): this {
    this.document.font(font).fontSize(SIZE);
    const shown = toWinAnsi(text);
    this.document.text(shown, edge - this.document.widthOfString(shown), this.y, { lineBreak: false });
    return this;
  }

  /** Text of any length, over as many lines as it needs. */
  paragraph(text: string, font: string = REGULAR): this {
    const shown = toWinAnsi(text);
    const options = { width: RIGHT - MARGIN };
    this.document.font(font).fontSize(SIZE).text(shown, MARGIN, this.y, options);
    return this.down(Math.max(ROW_HEIGHT, this.document.heightOfString(shown, options)));
  }

  down(points: number = ROW_HEIGHT): this {
    this.y += points;
    return this;
  }

  rule(): this {
    this.document.moveTo(MARGIN, this.y).lineTo(RIGHT, this.y).lineWidth(0.5).stroke();
    return this.down(5);
  }

  /** Whether so many points are left on the page. */
  hasRoom(points: number): boolean {
    return this.y + points <= BOTTOM;
  }

  turn(): this {
    this.document.addPage();
    this.y = MARGIN;
    return this;
  }
}

function printHead(sheet: Sheet, invoice: PrintedInvoice): void {
  const { billedTo } = invoice;
  const name = isReadable(billedTo) ? billedTo : `Tenant ${invoice.tenantId}`;
  sheet.left('Invoice', MARGIN, BOLD, 20).down(32);
  for (const [label, value] of [
    ['Number', invoice.number],
    ['Month', `${invoice.month} (UTC)`],
    ['Issued', invoice.issuedAt.slice(0, 10)],
    ['Currency', invoice.currency],
  ] as const) {
    sheet.left(label, MARGIN).left(value, 120, BOLD).down();
  }
  sheet.down(10).left('Billed to', MARGIN).down();
  sheet.paragraph(name.slice(0, MAX_NAME_CHARS), BOLD);
  sheet.left(invoice.tenantId, MARGIN).down(30);
}

function printLines(sheet: Sheet, invoice: PrintedInvoice): void {
  printColumnTitles(sheet, invoice.currency);
  for (const line of invoice.lines.filter(({ kind }) => kind !== TOP_UP)) {
    if (!sheet.hasRoom(ROW_HEIGHT)) printColumnTitles(sheet.turn(), invoice.currency);
    printLine(sheet, line);
  }
  if (!sheet.hasRoom(2 * ROW_HEIGHT)) sheet.turn();
  sheet.rule().left('Total', COLUMNS.kind, BOLD).right(invoice.total, COLUMNS.amountRight, BOLD).down(30);
}

function printColumnTitles(sheet: Sheet, currency: string): void {
  sheet
    .left('What for', COLUMNS.kind, BOLD)
    .left('Market', COLUMNS.market, BOLD)
    .left('Category', COLUMNS.category, BOLD)
    .right('Quantity', COLUMNS.quantityRight, BOLD)
    .right(`Amount in ${currency}`, COLUMNS.amountRight, BOLD)
    .down()
    .rule();
}

function printLine(sheet: Sheet, { kind, market, category, quantity, amount }: InvoiceLineView): void {
  sheet
    .left(KINDS[kind] ?? spaced(kind), COLUMNS.kind)
    .left(spaced(market ?? ''), COLUMNS.market)
    .left(spaced(category ?? ''), COLUMNS.category)
    .right(String(quantity), COLUMNS.quantityRight)
    .right(amount, COLUMNS.amountRight)
    .down();
}

function printBalance(sheet: Sheet, { opening, topUps, total, closing, currency }: PrintedInvoice): void {
  const rows = [
    ['Balance at the beginning of the month', opening],
    ['Paid in', topUps],
    ['Total of this invoice, paid from the balance', total],
  ] as const;
  if (!sheet.hasRoom((rows.length + 2) * ROW_HEIGHT)) sheet.turn();
  for (const [label, amount] of rows) sheet.left(label, MARGIN).right(amount, COLUMNS.amountRight).down();
  sheet
    .rule()
    .left(`Balance at the end of the month in ${currency}`, MARGIN, BOLD)
    .right(closing, COLUMNS.amountRight, BOLD);
}

function printFooters(document: PDFKit.PDFDocument, { number }: PrintedInvoice): void {
  const { count } = document.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    document.switchToPage(page);
    const sheet = new Sheet(document);
    sheet.y = FOOTER_Y;
    sheet.left(number, MARGIN).right(`Page ${page + 1} of ${count}`, RIGHT);
  }
}

function spaced(word: string): string {
  return word.replaceAll('_', ' ');
}
