import { durationWords, stepsOf, stepWords } from './timeline';

const at = (second: number, ms = 0) => new Date(Date.UTC(2026, 10, 20, 12, 0, second, ms)).toISOString();

describe("A message's timeline", () => {
  it('says how long each step took, without what endpoints were told', () => {
    const steps = stepsOf([
      { at: at(0), event: 'accepted' },
      { at: at(0, 180), event: 'submitted' },
      { at: at(1), event: 'webhook' },
      { at: at(2, 680), event: 'sent' },
    ]);
    expect(steps.map(({ event, after }) => [event, after])).toEqual([
      ['accepted', null],
      ['submitted', '180 ms'],
      ['sent', '2.5 s'],
    ]);
  });

  it('claims nothing where clocks disagree: Meta tells whole seconds', () => {
    expect(durationWords(at(1, 400), at(1))).toBeNull();
    expect(durationWords(at(1), at(1))).toBeNull();
  });

  it.each([
    [90, '2 min'],
    [5_400, '1.5 h'],
    [172_800, '2 d'],
  ])('writes %d seconds as %s', (seconds, words) => {
    expect(durationWords(at(0), at(seconds))).toBe(words);
  });

  it("tells a failure in Meta's words", () => {
    expect(stepWords({ event: 'failed', detail: { errors: [{ code: 131047, title: 'Re-engagement message' }] } })).toBe(
      'Re-engagement message',
    );
    expect(stepWords({ event: 'failed', detail: undefined })).toBe('It did not arrive.');
  });
});
