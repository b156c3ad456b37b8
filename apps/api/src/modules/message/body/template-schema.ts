import { LIMITS } from '@switchboard/contracts';
import { z } from 'zod';
import { WHENEVER_OBJECT, byType, chars, httpUrl, listOf, metaId, numeric, report } from './schema-parts';

const NAME_PATTERN = /^[a-z0-9_]+$/;
const IGNORE_CASE = { ignoreCase: true } as const;
const anObject = z.looseObject({});

/** A file that Meta fetches itself or already has. */
const hostedMedia = z.looseObject({ id: metaId.optional(), link: httpUrl.optional() }).superRefine((media, context) => {
  if (media['id'] === undefined && media['link'] === undefined) {
    report(context, [], 'required', 'needs one of "id", "link"');
  }
}, WHENEVER_OBJECT);

const location = z.looseObject({
  latitude: numeric(-LIMITS.latitudeMaxDegrees, LIMITS.latitudeMaxDegrees),
  longitude: numeric(-LIMITS.longitudeMaxDegrees, LIMITS.longitudeMaxDegrees),
});

const parameter = byType(
  {
    text: z.looseObject({ text: z.string(), parameter_name: z.string().optional() }),
    image: z.looseObject({ image: hostedMedia }),
    document: z.looseObject({ document: hostedMedia }),
    video: z.looseObject({ video: hostedMedia }),
    currency: z.looseObject({ currency: anObject }),
    date_time: z.looseObject({ date_time: anObject }),
    payload: z.looseObject({ payload: z.string() }),
    coupon_code: z.looseObject({ coupon_code: z.string().min(1) }),
    location: z.looseObject({ location }),
    product: z.looseObject({ product: anObject }),
    action: z.looseObject({ action: anObject }),
    ttl_minutes: z.looseObject({ ttl_minutes: numeric(1, Number.MAX_SAFE_INTEGER, true) }),
    // Not in the contract's list of parameters, but the only parameter its component of that name can have.
    limited_time_offer: z.looseObject({ limited_time_offer: anObject }),
  },
  IGNORE_CASE,
);

const parameters = listOf(parameter, LIMITS.templateParametersMaxItems).optional();

const parts = {
  header: z.looseObject({ parameters }),
  body: z.looseObject({ parameters }),
  button: z.looseObject({
    sub_type: z.string().min(1),
    index: numeric(0, LIMITS.templateButtonMaxIndex, true),
    parameters,
  }),
};

const card = z.looseObject({
  card_index: numeric(0, LIMITS.templateButtonMaxIndex, true),
  components: listOf(byType(parts, IGNORE_CASE), LIMITS.templateComponentsMaxItems).optional(),
});

const component = byType(
  {
    ...parts,
    limited_time_offer: z.looseObject({ parameters }),
    carousel: z.looseObject({ cards: listOf(card, LIMITS.templateCardsMaxItems, 1) }),
  },
  IGNORE_CASE,
);

/** `template` */
export const templateSchema = z.looseObject({
  name: chars(LIMITS.templateNameMaxChars).superRefine((name, context) => {
    if (name !== '' && !NAME_PATTERN.test(name)) {
      report(context, [], 'pattern', 'must hold only lower-case letters, digits and underscores');
    }
  }),
  language: z.looseObject({ code: z.string().min(1) }),
  components: listOf(component, LIMITS.templateComponentsMaxItems).optional(),
});
