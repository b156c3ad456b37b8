import { withMediaPath } from './media-path-splice';

const PATH = 'media/a/b.jpg';

function body(message: string): string {
  return `{"entryId":"1","field":"messages","value":{"messaging_product":"whatsapp","messages":[${message}]}}`;
}

describe('The path of a file in the event of its message', () => {
  it('stands beside its id, and nothing else changes', () => {
    const image = '"caption":"a \\"b\\" {","mime_type":"image/jpeg","id":"17","big":12345678901234567890';
    expect(withMediaPath(body(`{"type":"image","image":{${image}}}`), 'image', PATH)).toBe(
      body(`{"type":"image","image":{${image.replace('"17"', `"17","media_path":"${PATH}"`)}}}`),
    );
  });

  it('stands beside an id that comes last or is repeated', () => {
    const twice = withMediaPath(body('{"type":"audio","audio":{"id":"1","id":"2"}}'), 'audio', PATH);
    expect(twice).toBe(body(`{"type":"audio","audio":{"id":"1","id":"2","media_path":"${PATH}"}}`));
  });

  it.each([
    ['is of another kind', body('{"type":"image","image":{"id":"1"}}'), 'video'],
    ['has no id', body('{"type":"image","image":{"caption":"x"}}'), 'image'],
    ['is no object', body('{"type":"image","image":"1"}'), 'image'],
    ['is not there', body(''), 'image'],
    ['is in no message', '{"payload":{}}', 'image'],
    ['is in something that is no list', '{"value":{"messages":{"image":{"id":"1"}}}}', 'image'],
  ])('is nowhere when the file %s', (_, text, kind) => {
    expect(withMediaPath(text, kind, PATH)).toBeNull();
  });
});
