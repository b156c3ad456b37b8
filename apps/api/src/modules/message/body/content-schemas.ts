import { LIMITS } from '@switchboard/contracts';
import { z } from 'zod';
import { chars, listOf, metaId, numeric } from './schema-parts';

/** `text` */
export const textSchema = z.looseObject({
  body: chars(LIMITS.textBodyMaxChars),
  preview_url: z.boolean().optional(),
});

/** `location`; Meta takes the coordinates as numbers and as strings. */
export const locationSchema = z.looseObject({
  latitude: numeric(-LIMITS.latitudeMaxDegrees, LIMITS.latitudeMaxDegrees),
  longitude: numeric(-LIMITS.longitudeMaxDegrees, LIMITS.longitudeMaxDegrees),
  name: z.string().optional(),
  address: z.string().optional(),
});

/** `contacts`: the shape of phones, addresses and so on is left to Meta. */
export const contactsSchema = listOf(
  z.looseObject({ name: z.looseObject({ formatted_name: z.string().min(1) }) }),
  LIMITS.contactsMaxItems,
  1,
);

/** `reaction`; an empty emoji removes the reaction. */
export const reactionSchema = z.looseObject({ message_id: metaId, emoji: z.string() });
