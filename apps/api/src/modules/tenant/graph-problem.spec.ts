import { graphProblem, isTokenRefusal } from './graph-problem';

const refused = (code: number, message: string, httpStatus = 400) =>
  ({ kind: 'refused', httpStatus, error: { code, message }, fromMeta: true, retryClass: 'never' }) as const;

describe('graphProblem', () => {
  it("repeats Meta's own words, without the access token that they may contain", () => {
    const problem = graphProblem(refused(190, 'Malformed access token EAAGsecret'), 'EAAGsecret');
    expect(problem).toMatchObject({
      status: 422,
      code: 'meta_refused',
      message: 'Meta refused this (code 190): Malformed access token [access token]',
    });
  });

  it('says whether trying again is safe', () => {
    const cause = new Error('reset');
    expect(graphProblem({ kind: 'unreachable', reason: 'connect', cause }, 't')).toMatchObject({
      status: 502,
      code: 'meta_unavailable',
    });
    expect(graphProblem(refused(1, 'oops', 500), 't')).toMatchObject({ status: 502, code: 'meta_unavailable' });
    expect(graphProblem({ kind: 'unknown', cause }, 't')).toMatchObject({ status: 504, code: 'meta_unknown' });
  });

  it.each([
    [190, true],
    [10, true],
    [200, true],
    [299, true],
    [100, false],
    [300, false],
    [131000, false],
  ])("takes Meta's code %i for a refused token: %p", (code, expected) => {
    expect(isTokenRefusal(refused(code, ''))).toBe(expected);
  });
});
