import fc from 'fast-check';
import type { MetaPhoneNumber } from '@switchboard/contracts';
import { changesFromMeta } from './meta-phone-number';

const BASE = { id: '106540352242922', display_phone_number: '+1 555-078-3881' };

describe('changesFromMeta', () => {
  it('takes over name, quality, throughput and health', () => {
    const meta = {
      ...BASE,
      verified_name: 'Lucky Shrub',
      quality_rating: 'GREEN',
      platform_type: 'CLOUD_API',
      throughput: { level: 'HIGH' },
      health_status: { can_send_message: 'LIMITED', entities: [] },
      name_status: 'APPROVED',
      messaging_limit_tier: 'TIER_10K',
    };
    expect(changesFromMeta(meta, { throughput: 80 })).toEqual({
      displayPhoneNumber: '+1 555-078-3881',
      verifiedName: 'Lucky Shrub',
      qualityRating: 'GREEN',
      throughput: 1000,
      health: 'LIMITED',
      healthIssues: [],
      nameStatus: 'APPROVED',
      messagingLimitTier: 'TIER_10K',
      status: 'connected',
    });
  });

  it('takes over the reasons that Meta names for a health that is not good', () => {
    const error = { error_code: 141006, error_description: 'Payment issue', possible_solution: 'Add a card' };
    const entities = [
      { entity_type: 'PHONE_NUMBER', id: '1', can_send_message: 'AVAILABLE', additional_info: ['Not yet verified'] },
      { entity_type: 'WABA', id: '2', can_send_message: 'BLOCKED', errors: [error, { error_code: 'x' }] },
    ];
    const meta = { ...BASE, health_status: { can_send_message: 'BLOCKED', entities } } as unknown as MetaPhoneNumber;
    expect(changesFromMeta(meta, { throughput: 80 })).toMatchObject({
      health: 'BLOCKED',
      healthIssues: [
        { entity: 'PHONE_NUMBER', code: null, description: 'Not yet verified', solution: null },
        { entity: 'WABA', code: 141006, description: 'Payment issue', solution: 'Add a card' },
        { entity: 'WABA', code: null, description: '', solution: null },
      ],
    });
  });

  it.each([
    ['STANDARD', 80, 80],
    ['STANDARD', 1000, 80],
    ['STANDARD', 20, 20],
    ['HIGH', 20, 1000],
    ['NOT_APPLICABLE', 20, 20],
    [undefined, 500, 500],
  ])('reads throughput level %p over %p as %p messages per second', (level, current, expected) => {
    expect(changesFromMeta({ ...BASE, throughput: { level } }, { throughput: current }).throughput).toBe(expected);
  });

  it('says that a number off the Cloud API is not connected', () => {
    expect(changesFromMeta({ ...BASE, platform_type: 'NOT_APPLICABLE' }, { throughput: 80 }).status).toBe('unverified');
    expect(changesFromMeta(BASE, { throughput: 80 }).status).toBe('connected');
  });

  it('stores nothing that the database or the contract does not know, whatever Meta answers', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom(
            'verified_name',
            'quality_rating',
            'throughput',
            'health_status',
            'display_phone_number',
            'name_status',
            'messaging_limit_tier',
          ),
          fc.anything(),
        ),
        (answer) => {
          const changes = changesFromMeta({ ...BASE, ...(answer as object) }, { throughput: 80 });
          expect(['GREEN', 'YELLOW', 'RED', 'UNKNOWN']).toContain(changes.qualityRating);
          expect(['AVAILABLE', 'LIMITED', 'BLOCKED', 'UNKNOWN']).toContain(changes.health);
          expect([80, 1000]).toContain(changes.throughput);
          expect(JSON.stringify(changes)).not.toContain('\\u0000');
        },
      ),
    );
  });
});
