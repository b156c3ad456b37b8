import { inflateSync } from 'node:zlib';

/** A piece of text on a page, with where its left end stands, in points from the left and from the bottom. */
export interface PdfText {
  text: string;
  x: number;
  y: number;
  font: string;
  size: number;
}

/** What WinAnsiEncoding has beyond Latin-1, from 0x80 on. */
const FROM_0X80 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** The texts of each page of a PDF of ours (pdfkit, standard fonts), in the order in which they were written. */
export function pdfPages(pdf: Buffer): PdfText[][] {
  const source = pdf.toString('latin1');
  const objects = new Map(
    [...source.matchAll(/^(\d+) 0 obj\n([\s\S]*?)\nendobj$/gm)].map(([, id, body]) => [id!, body!]),
  );
  const kids = /\/Kids \[([^\]]*)\]/.exec(source)?.[1] ?? '';
  return [...kids.matchAll(/(\d+) 0 R/g)].map(([, id]) => {
    const page = objects.get(id!)!;
    const content = objects.get(/\/Contents (\d+) 0 R/.exec(page)![1]!)!;
    const bytes = content.slice(content.indexOf('stream\n') + 7, content.lastIndexOf('\nendstream'));
    return textsOf(inflateSync(Buffer.from(bytes, 'latin1')).toString('latin1'), fontsOf(page, objects));
  });
}

function textsOf(content: string, fonts: ReadonlyMap<string, string>): PdfText[] {
  const block = /1 0 0 1 ([\d.-]+) ([\d.-]+) Tm\n\/(\w+) ([\d.]+) Tf\n\[([^\]]*)\] TJ/g;
  return [...content.matchAll(block)].map(([, x, y, font, size, parts]) => ({
    text: [...parts!.matchAll(/<([0-9a-f]*)>/g)].map(([, hex]) => decode(Buffer.from(hex!, 'hex'))).join(''),
    x: Number(x),
    y: Number(y),
    font: fonts.get(font!) ?? font!,
    size: Number(size),
  }));
}

/** The names of a page's fonts. */
function fontsOf(page: string, objects: ReadonlyMap<string, string>): Map<string, string> {
  const resources = objects.get(/\/Resources (\d+) 0 R/.exec(page)?.[1] ?? '') ?? '';
  return new Map(
    [...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, id]) => [
      name!,
      /\/BaseFont \/([\w-]+)/.exec(objects.get(id!) ?? '')?.[1] ?? '',
    ]),
  );
}

function decode(bytes: Buffer): string {
  return [...bytes]
    .map((byte) => (byte >= 0x80 && byte < 0xa0 ? FROM_0X80[byte - 0x80] : String.fromCharCode(byte)))
    .join('');
}
