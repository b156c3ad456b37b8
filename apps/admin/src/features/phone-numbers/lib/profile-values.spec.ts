import { profileChanges, profileValues } from './profile-values';

const PROFILE = {
  about: 'Shoes',
  address: null,
  description: 'We sell shoes.',
  email: 'shop@example.com',
  profilePictureUrl: null,
  vertical: 'RETAIL',
  websites: ['https://example.com', 'https://example.org'],
};

describe('The form of a business profile', () => {
  it('changes nothing when nothing was changed', () => {
    expect(profileChanges(PROFILE, profileValues(PROFILE))).toEqual({});
  });

  it('sends what was changed alone, without blanks around it', () => {
    const values = { ...profileValues(PROFILE), address: ' 1 Hacker Way ', email: '' };
    expect(profileChanges(PROFILE, values)).toEqual({ address: '1 Hacker Way', email: '' });
  });

  it('sends both websites when one of them was changed, and none for an empty one', () => {
    expect(profileChanges(PROFILE, { ...profileValues(PROFILE), website: '' })).toEqual({
      websites: ['https://example.org'],
    });
  });
});
