import { WEBHOOK_EVENT_SAMPLES, WEBHOOK_EVENTS } from './webhook-events';

describe('webhook events', () => {
  it('each have a sample, which JSON can hold', () => {
    expect(Object.keys(WEBHOOK_EVENT_SAMPLES).sort()).toEqual([...WEBHOOK_EVENTS].sort());
    expect(JSON.parse(JSON.stringify(WEBHOOK_EVENT_SAMPLES))).toEqual(WEBHOOK_EVENT_SAMPLES);
  });

  it('of one message or status name the number that it is about', () => {
    for (const sample of Object.values(WEBHOOK_EVENT_SAMPLES)) {
      const { metadata } = ('value' in sample.body ? sample.body.value : {}) as {
        metadata?: { phone_number_id: string };
      };
      if (sample.metaPhoneNumberId !== null && metadata)
        expect(metadata.phone_number_id).toBe(sample.metaPhoneNumberId);
    }
  });
});
