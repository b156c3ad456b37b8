import fc from 'fast-check';
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
    };
    expect(changesFromMeta(meta, { throughput: 80 })).toEqual({
      displayPhoneNumber: '+1 555-078-3881',
      verifiedName: 'Lucky Shrub',
      qualityRating: 'GREEN',
      throughput: 1000,
      health: 'LIMITED',
      status: 'connected',
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
          fc.constantFrom('verified_name', 'quality_rating', 'throughput', 'health_status', 'display_phone_number'),
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
