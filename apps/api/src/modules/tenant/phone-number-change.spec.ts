import { accountNumbersChange, phoneNumberChange } from './phone-number-change';

const DISPLAYED = { display_phone_number: '15550783881' };

describe('A change of a phone number that Meta reports', () => {
  it.each([
    ['FLAGGED', { qualityRating: 'RED' }],
    ['UNFLAGGED', { qualityRating: 'UNKNOWN' }],
    ['THROUGHPUT_UPGRADE', { throughput: 1_000 }],
    ['UPGRADE', null],
    ['toString', null],
    [undefined, null],
  ])('in its quality by %s is %j', (event, change) => {
    expect(phoneNumberChange('phone_number_quality_update', { ...DISPLAYED, event })).toEqual(change);
  });

  it.each([
    [{ event: 'UPGRADE', current_limit: 'TIER_10K' }, { messagingLimitTier: 'TIER_10K' }],
    [
      { event: 'UPGRADE', max_daily_conversations_per_business: 'TIER_UNLIMITED', current_limit: 'TIER_10K' },
      { messagingLimitTier: 'TIER_UNLIMITED' },
    ],
    [
      { event: 'FLAGGED', current_limit: 'TIER_1K' },
      { qualityRating: 'RED', messagingLimitTier: 'TIER_1K' },
    ],
    [{ event: 'UPGRADE', current_limit: 'A LOT' }, null],
    [{ event: 'UPGRADE', current_limit: 250 }, null],
  ])('in how many users it may write to, %j, is %j', (value, change) => {
    expect(phoneNumberChange('phone_number_quality_update', { ...DISPLAYED, ...value })).toEqual(change);
  });

  it('gives it the name that was asked for once Meta approves it', () => {
    const asked = { ...DISPLAYED, requested_verified_name: 'Lucky\n Shrub' };
    expect(phoneNumberChange('phone_number_name_update', { ...asked, decision: 'APPROVED' })).toEqual({
      verifiedName: 'Lucky Shrub',
    });
    expect(phoneNumberChange('phone_number_name_update', { ...asked, decision: 'REJECTED' })).toBeNull();
    expect(phoneNumberChange('phone_number_name_update', { ...DISPLAYED, decision: 'APPROVED' })).toBeNull();
  });

  it.each([
    [{ event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } }, { health: 'BLOCKED' }],
    [{ event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: ['SCHEDULE_FOR_DISABLE'] } }, { health: 'LIMITED' }],
    [{ event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'REINSTATE' } }, { health: 'AVAILABLE' }],
    [{ event: 'ACCOUNT_RESTRICTION', restriction_info: [] }, { health: 'LIMITED' }],
    [{ event: 'VERIFIED_ACCOUNT' }, null],
    [{ event: 'DISABLED_UPDATE', ban_info: null }, null],
  ])('through its account by %j is %j', (value, change) => {
    expect(accountNumbersChange('account_update', value)).toEqual(change);
    expect(accountNumbersChange('account_alerts', value)).toBeNull();
  });
});
