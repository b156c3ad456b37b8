import { entityWords, throughputWords, tierWords } from './meta-words';

describe("Meta's words about a number", () => {
  it.each([
    ['TIER_250', '250 users a day'],
    ['TIER_1K', '1,000 users a day'],
    ['TIER_100K', '100,000 users a day'],
    ['TIER_UNLIMITED', 'Unlimited'],
    ['TIER_OF_TOMORROW', 'TIER_OF_TOMORROW'],
    [null, 'Not known yet'],
  ])('say of the tier %s: %s', (tier, words) => {
    expect(tierWords(tier)).toBe(words);
  });

  it('count one message as one', () => {
    expect(throughputWords(1)).toBe('1 message a second');
    expect(throughputWords(1000)).toBe('1,000 messages a second');
  });

  it('name what is not known in its own words', () => {
    expect(entityWords('WABA')).toBe('The WhatsApp Business Account');
    expect(entityWords('AD_ACCOUNT')).toBe('ad account');
  });
});
