import { createHash } from 'node:crypto';
import { uuidv7, uuidv7Time } from '@switchboard/contracts';
import { INBOUND_MESSAGES, type Sample } from '../../../test/support/meta-samples';
import { readMediaPath } from '../media/media-path';
import { attachmentOf } from './inbound-attachment';
import type { MessageUpdate } from './meta-update';

const ABOUT = { tenantId: uuidv7(), phoneNumberId: uuidv7(), eventId: uuidv7() };
const AT = new Date(1_763_640_000_000);
const DIGEST = createHash('sha256').update('bytes').digest();
const MEDIA = { id: '1003383421387256', mime_type: 'image/jpeg', sha256: DIGEST.toString('base64') };

function update(message: Sample): MessageUpdate {
  return { kind: 'message', type: message['type'], message, wamid: 'wamid.IN', at: AT } as unknown as MessageUpdate;
}
const attachment = (type: string, media: unknown) => attachmentOf(update({ type, [type]: media }), ABOUT);

describe('The file of a message', () => {
  it('is expected under an id that the same message makes again, and under a path of its own', () => {
    const [first, again] = [attachment('image', MEDIA)!, attachment('image', MEDIA)!];
    expect(first).toEqual({
      ...ABOUT,
      id: again.id,
      metaMediaId: MEDIA.id,
      path: expect.any(String),
      kind: 'image',
      mimeType: 'image/jpeg',
      filename: null,
      sha256: DIGEST.toString('hex'),
      wamid: 'wamid.IN',
    });
    expect(uuidv7Time(first.id)).toEqual(AT);
    expect(readMediaPath(first.path)).toMatchObject({ kind: 'path', ...pick(ABOUT) });
    expect(first.path).toMatch(/\.jpe?g$/);
    expect(again.path).not.toBe(first.path);
    expect(attachment('image', { ...MEDIA, id: '2' })!.id).not.toBe(first.id);
  });

  it('is found in every message that users send files with, and in no other', () => {
    const found = INBOUND_MESSAGES.filter((message) => attachmentOf(update(message), ABOUT));
    expect(found.map(({ type }) => type)).toEqual(['image', 'video', 'audio', 'document', 'sticker']);
  });

  it.each([
    ['audio', 'audio/ogg; codecs=opus', 'audio/ogg'],
    ['document', 'Application/PDF', 'application/pdf'],
    ['document', undefined, 'application/octet-stream'],
    ['document', 7, 'application/octet-stream'],
    ['document', 'no type\r\nX-Evil: 1', 'application/octet-stream'],
  ])('has the bare type that Meta names: %s, %j', (type, mimeType, expected) => {
    expect(attachment(type, { ...MEDIA, mime_type: mimeType })!.mimeType).toBe(expected);
  });

  it.each([
    ['report.pdf', 'report.pdf'],
    ['../../etc/passwd', expect.not.stringContaining('/')],
    ['a\r\nb.pdf', expect.not.stringMatching(/[\r\n]/)],
    [undefined, null],
    [{ name: 'x' }, null],
  ])('has a name that is only a name: %j', (filename, expected) => {
    expect(attachment('document', { ...MEDIA, filename })!.filename).toEqual(expected);
  });

  it.each([
    ['base64', DIGEST.toString('base64'), DIGEST.toString('hex')],
    ['hexadecimal', DIGEST.toString('hex').toUpperCase(), DIGEST.toString('hex')],
    ['something else', 'abc', null],
    ['nothing', undefined, null],
  ])('is held to the SHA-256 that Meta says in %s', (_, sha256, expected) => {
    expect(attachment('image', { ...MEDIA, sha256 })!.sha256).toBe(expected);
  });

  it.each<[string, string, unknown]>([
    ['of another type', 'location', { id: '1' }],
    ['whose type is no kind of file, although every object has it', 'constructor', { id: '1' }],
    ['without an id', 'image', { mime_type: 'image/jpeg' }],
    ['whose id is empty', 'image', { id: '' }],
    ['whose id is no text', 'image', { id: 7 }],
    ['whose id is longer than any of Meta’s', 'image', { id: '1'.repeat(1_000) }],
    ['whose file is no object', 'image', '1003383421387256'],
    ['whose file is null', 'image', null],
  ])('is not there in a message %s', (_, type, media) => {
    expect(attachment(type, media)).toBeUndefined();
  });
});

function pick({ tenantId, phoneNumberId }: typeof ABOUT): object {
  return { tenantId, phoneNumberId };
}
