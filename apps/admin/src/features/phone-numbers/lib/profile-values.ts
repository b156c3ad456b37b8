import type { Schemas } from '../../../api/client';

/** A business profile as a form has it: no field is absent. */
export interface ProfileValues {
  about: string;
  description: string;
  address: string;
  email: string;
  vertical: string;
  website: string;
  secondWebsite: string;
}

export function profileValues(profile: Schemas['BusinessProfileView']): ProfileValues {
  return {
    about: profile.about ?? '',
    description: profile.description ?? '',
    address: profile.address ?? '',
    email: profile.email ?? '',
    vertical: profile.vertical || 'UNDEFINED',
    website: profile.websites[0] ?? '',
    secondWebsite: profile.websites[1] ?? '',
  };
}

type Vertical = NonNullable<Schemas['ChangeProfileRequest']['vertical']>;

/** Only what differs from the profile at Meta, so that a field which Meta would refuse today does not hinder another's change. */
export function profileChanges(
  profile: Schemas['BusinessProfileView'],
  values: ProfileValues,
): Schemas['ChangeProfileRequest'] {
  const before = profileValues(profile);
  const now = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, String(value).trim()]),
  ) as unknown as ProfileValues;
  const hasChanged = (name: keyof ProfileValues): boolean => before[name] !== now[name];
  return {
    ...(hasChanged('about') && { about: now.about }),
    ...(hasChanged('description') && { description: now.description }),
    ...(hasChanged('address') && { address: now.address }),
    ...(hasChanged('email') && { email: now.email }),
    ...(hasChanged('vertical') && { vertical: now.vertical as Vertical }),
    ...((hasChanged('website') || hasChanged('secondWebsite')) && {
      websites: [now.website, now.secondWebsite].filter((website) => website !== ''),
    }),
  };
}
