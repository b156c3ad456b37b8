import type { ApiDocument, Operation } from './document-types';
import { shareAnswers } from './shared-answers';

const failure = (description: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/V1Error' } } },
});

function documentOf(...responses: Operation['responses'][]): ApiDocument {
  const paths = Object.fromEntries(
    responses.map((each, index) => [`/${index}`, { get: { responses: each } as Operation }]),
  );
  return { paths, components: { responses: {} } } as unknown as ApiDocument;
}

describe('answers that several operations give word for word', () => {
  it('are told once', () => {
    const document = shareAnswers(documentOf({ 404: failure('Not there.') }, { 404: failure('Not there.') }));
    expect(document.components.responses).toEqual({ V1NotFound: failure('Not there.') });
    for (const { get } of Object.values(document.paths))
      expect(get?.responses).toEqual({ 404: { $ref: '#/components/responses/V1NotFound' } });
  });

  it('have names of their own where they differ', () => {
    const [a, b] = [{ 404: failure('A') }, { 404: failure('B') }];
    const document = shareAnswers(documentOf(a, structuredClone(a), b, structuredClone(b)));
    expect(Object.keys(document.components.responses)).toEqual(['V1NotFound', 'V1NotFound2']);
  });

  it('stay where they are when only one operation gives them, or when they are successes', () => {
    const ok = { 200: failure('Done.') };
    expect(shareAnswers(documentOf(ok, structuredClone(ok), { 404: failure('A') })).components.responses).toEqual({});
  });
});
