import { MESSAGE_EXAMPLES } from '@switchboard/contracts';
import { bodyOf, contentOf, draftOf, emptyDraft, isKnownKind } from './draft';
import { MESSAGE_KINDS } from './message-kinds';

describe('A draft', () => {
  it.each(
    MESSAGE_EXAMPLES.filter(({ body }) => 'type' in body || 'status' in body).map(
      ({ title, body }) => [title, body] as const,
    ),
  )('becomes the very message that it was made of: %s', (_, body) => {
    expect(bodyOf(draftOf(body, emptyDraft()))).toEqual(body.recipient_type ? { ...body } : body);
  });

  it('has a form or a name for every type of the API', () => {
    const kinds = MESSAGE_EXAMPLES.map(({ body }) => draftOf(body, emptyDraft()).kind);
    expect(kinds.filter((kind) => !isKnownKind(kind))).toEqual([]);
    expect(new Set(kinds)).toEqual(new Set(MESSAGE_KINDS.map(({ id }) => id)));
  });

  it('keeps what was written for another type', () => {
    const text = { ...emptyDraft(), contents: { text: { body: 'Hi' } } };
    const image = { ...text, kind: 'image' };
    expect(contentOf(image)).toEqual({});
    expect(contentOf({ ...image, kind: 'text' })).toEqual({ body: 'Hi' });
  });

  it('takes user ids for recipients', () => {
    const draft = { ...emptyDraft(), recipient: ' US.13491208655302741918 ' };
    expect(bodyOf(draft)).toMatchObject({ recipient: 'US.13491208655302741918' });
    expect(bodyOf({ ...draft, recipient: '+90 532' })).toMatchObject({ to: '+90 532' });
  });
});
