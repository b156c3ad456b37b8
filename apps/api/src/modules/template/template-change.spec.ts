import { templateChange } from './template-change';

const named = (value: Record<string, unknown>): Record<string, unknown> => ({
  message_template_id: 594_425_479_261_596,
  message_template_name: 'order_update',
  message_template_language: 'en_US',
  ...value,
});

describe('A change of a template that Meta reports', () => {
  it.each([
    ['APPROVED', 'APPROVED'],
    ['REJECTED', 'REJECTED'],
    ['PAUSED', 'PAUSED'],
    ['DISABLED', 'DISABLED'],
    ['REINSTATED', 'APPROVED'],
    ['FLAGGED', undefined],
    [17, undefined],
    ['not a word', undefined],
  ])('with the event %s makes the status %s', (event, status) => {
    expect(templateChange('message_template_status_update', named({ event, reason: 'NONE' }))).toEqual({
      name: 'order_update',
      language: 'en_US',
      status,
      category: undefined,
    });
  });

  it('takes the category and the quality that Meta names, and none that it does not know', () => {
    const change = { name: 'order_update', language: 'en_US' };
    expect(
      templateChange(
        'message_template_status_update',
        named({ event: 'APPROVED', message_template_category: 'UTILITY' }),
      ),
    ).toMatchObject({ category: 'UTILITY' });
    expect(
      templateChange('template_category_update', named({ previous_category: 'UTILITY', new_category: 'MARKETING' })),
    ).toEqual({ ...change, category: 'MARKETING' });
    expect(
      templateChange('template_category_update', named({ new_category: 'FREE', correct_category: 'MARKETING' })),
    ).toEqual({ ...change, category: undefined });
    expect(
      templateChange(
        'message_template_quality_update',
        named({ previous_quality_score: 'GREEN', new_quality_score: 'RED' }),
      ),
    ).toEqual({ ...change, qualityScore: 'RED' });
    expect(templateChange('message_template_quality_update', named({ new_quality_score: 7 }))).toEqual({
      ...change,
      qualityScore: undefined,
    });
  });

  it('is none when it names no template', () => {
    expect(templateChange('message_template_status_update', { event: 'APPROVED' })).toBeNull();
    expect(templateChange('account_update', named({ event: 'APPROVED' }))).toBeNull();
  });
});
