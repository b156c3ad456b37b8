import fc from 'fast-check';
import type { JsonValue } from '@switchboard/contracts';
import { presentProfile, profileOfRequest } from './business-profile';

describe('The profile of a business', () => {
  it("is shown in the console's names", () => {
    const profile = {
      about: 'Bread',
      profile_picture_url: 'https://pps.example/1',
      vertical: 'RESTAURANT',
      websites: ['https://example.com'],
      email: '',
    };
    expect(presentProfile({ data: [profile] })).toEqual({
      about: 'Bread',
      address: null,
      description: null,
      email: null,
      profilePictureUrl: 'https://pps.example/1',
      vertical: 'RESTAURANT',
      websites: ['https://example.com'],
    });
  });

  it('is shown whatever Meta answers', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (answer) => {
        const { websites, ...texts } = presentProfile({ data: [answer] });
        expect(websites.every((website) => typeof website === 'string')).toBe(true);
        expect(Object.values(texts).every((value) => value === null || value !== '')).toBe(true);
        expect(presentProfile(answer as JsonValue).websites).toBeInstanceOf(Array);
      }),
    );
  });

  it("is changed in Meta's names, and only in what is given", () => {
    expect(profileOfRequest({ about: 'Bread' })).toEqual({ messaging_product: 'whatsapp', about: 'Bread' });
    expect(profileOfRequest({ websites: [], profilePictureHandle: '4::a' })).toEqual({
      messaging_product: 'whatsapp',
      websites: [],
      profile_picture_handle: '4::a',
    });
  });
});
