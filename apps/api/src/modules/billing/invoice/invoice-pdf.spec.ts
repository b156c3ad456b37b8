import PDFDocument from 'pdfkit';
import { pdfPages, type PdfText } from '../../../../test/support/pdf-text';
import type { InvoiceLineView } from './invoice.dto';
import { type PrintedInvoice, renderInvoice } from './invoice-pdf';

const TENANT = '01a1f9a8-6555-76b1-9543-8c934c84f233';

const line = (kind: string, amount: string, more: Partial<InvoiceLineView> = {}): InvoiceLineView => ({
  kind,
  market: null,
  category: null,
  quantity: 1,
  amount,
  ...more,
});

const invoice = (given: Partial<PrintedInvoice> = {}): PrintedInvoice => ({
  id: '01a1f9a8-f677-705c-a8ac-52b376c36228',
  tenantId: TENANT,
  number: 'INV-2026-000123',
  month: '2026-10',
  currency: 'EUR',
  opening: '1000.000000',
  topUps: '250.000000',
  total: '110.120001',
  closing: '1139.879999',
  billedTo: 'Acme GmbH – Zürich',
  issuedAt: '2026-11-01T01:00:03.000Z',
  lines: [
    line('platform_fee', '12.000000', { market: 'NORTH_AMERICA', category: 'marketing_lite', quantity: 12_000 }),
    line('meta_fee', '98.620001', { market: 'DE', category: 'utility', quantity: 9_000 }),
    line('refund', '-0.500000'),
    line('top_up', '-250.000000'),
  ],
  ...given,
});

/** The texts of a page, line by line. */
function linesOf(page: readonly PdfText[]): string[] {
  const lines = new Map<number, string[]>();
  for (const { text, y } of page) lines.set(y, [...(lines.get(y) ?? []), text]);
  return [...lines.values()].map((texts) => texts.filter((text) => text !== '').join(' | '));
}

const widthOf = ({ text, font, size }: PdfText): number =>
  new PDFDocument().font(font).fontSize(size).widthOfString(text);

describe('An invoice as PDF', () => {
  it('says who owes what for what, and how the balance came to be', async () => {
    const pages = pdfPages(await renderInvoice(invoice()));
    expect(pages.map(linesOf)).toEqual([
      [
        'Invoice',
        'Number | INV-2026-000123',
        'Month | 2026-10 (UTC)',
        'Issued | 2026-11-01',
        'Currency | EUR',
        'Billed to',
        'Acme GmbH – Zürich',
        TENANT,
        'What for | Market | Category | Quantity | Amount in EUR',
        'Platform fee | NORTH AMERICA | marketing lite | 12000 | 12.000000',
        'WhatsApp fee of Meta | DE | utility | 9000 | 98.620001',
        'Refund | 1 | -0.500000',
        'Total | 110.120001',
        'Balance at the beginning of the month | 1000.000000',
        'Paid in | 250.000000',
        'Total of this invoice, paid from the balance | 110.120001',
        'Balance at the end of the month in EUR | 1139.879999',
        'INV-2026-000123 | Page 1 of 1',
      ],
    ]);
  });

  it('lines up amounts at the right, inside the page', async () => {
    const [page] = pdfPages(await renderInvoice(invoice()));
    const amounts = page!.filter(({ text }) => /^-?\d+\.\d{6}$/.test(text));
    expect(amounts).toHaveLength(8);
    for (const amount of amounts) expect(amount.x + widthOf(amount)).toBeCloseTo(545.28, 1);
    for (const quantity of page!.filter(({ text }) => /^\d+$/.test(text))) {
      expect(quantity.x + widthOf(quantity)).toBeCloseTo(445, 1);
    }
  });

  it('goes on over as many pages as it has lines for, each with titles and its number', async () => {
    const lines = Array.from({ length: 150 }, (_, index) =>
      line('meta_fee', `${index}.000000`, { market: `M${index}`, category: 'utility' }),
    );
    const pages = pdfPages(await renderInvoice(invoice({ lines }))).map(linesOf);
    expect(pages.length).toBeGreaterThan(2);
    for (const [index, page] of pages.entries()) {
      expect(page.at(-1)).toBe(`INV-2026-000123 | Page ${index + 1} of ${pages.length}`);
      expect(page).toContain('What for | Market | Category | Quantity | Amount in EUR');
    }
    const printed = pages.flat().filter((text) => text.startsWith('WhatsApp fee'));
    expect(printed).toEqual(
      lines.map(({ market, amount }) => `WhatsApp fee of Meta | ${market} | utility | 1 | ${amount}`),
    );
  });

  it('never writes into the footer, however many lines it has', async () => {
    for (let count = 0; count < 60; count += 1) {
      const lines = Array.from({ length: count }, () => line('markup', '1.000000'));
      for (const page of pdfPages(await renderInvoice(invoice({ lines })))) {
        const ys = page.slice(0, -2).map(({ y }) => y);
        expect(Math.min(...ys)).toBeGreaterThan(page.at(-1)!.y + 10);
      }
    }
  });

  it('writes names that its fonts do not know in Latin letters, and an id where nothing could be read', async () => {
    const nameOn = async (billedTo: string): Promise<string | undefined> => {
      const page = linesOf(pdfPages(await renderInvoice(invoice({ billedTo })))[0]!);
      return page[page.indexOf('Billed to') + 1];
    };
    expect(await nameOn('İstanbul Şirketi')).toBe('Istanbul Sirketi');
    expect(await nameOn('阿里巴巴')).toBe(`Tenant ${TENANT}`);
  });

  it('has room for the longest name and the largest amounts', async () => {
    const most = '-999999999999.999999';
    const pages = pdfPages(
      await renderInvoice(
        invoice({
          billedTo: 'W'.repeat(200),
          lines: [
            line('meta_fee', most, {
              market: 'REST_OF_CENTRAL_EASTERN_EUROPE',
              category: 'authentication-international',
              quantity: 2_147_483_647,
            }),
          ],
        }),
      ),
    );
    const row = pages[0]!.filter(({ y }) => y === pages[0]!.find(({ text }) => text === most)!.y);
    for (const [index, text] of row.slice(1).entries()) {
      expect(text.x).toBeGreaterThan(row[index]!.x + widthOf(row[index]!));
    }
    expect(pages[0]!.every((text) => text.x + widthOf(text) <= 546)).toBe(true);
  });

  it('is the same to the byte whenever it is asked for', async () => {
    const first = await renderInvoice(invoice());
    expect(await renderInvoice(invoice())).toEqual(first);
    expect(first.subarray(0, 5).toString()).toBe('%PDF-');
  });
});
