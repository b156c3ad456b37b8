import { isJsonObject, type JsonObject, type JsonValue } from '@switchboard/contracts';
import type { BusinessProfileView, ChangeProfileRequest } from './phone-number.dto';

/** Meta's profile of a number, `{"data":[{…}]}`, as the console shows it. */
export function presentProfile(answer: JsonValue): BusinessProfileView {
  const data = isJsonObject(answer) ? answer['data'] : undefined;
  const first: JsonValue | undefined = Array.isArray(data) ? (data as readonly JsonValue[])[0] : undefined;
  const profile = isJsonObject(first) ? first : {};
  const { about, address, description, email, profile_picture_url: picture, vertical, websites } = profile;
  return {
    about: textOf(about),
    address: textOf(address),
    description: textOf(description),
    email: textOf(email),
    profilePictureUrl: textOf(picture),
    vertical: textOf(vertical),
    websites: Array.isArray(websites)
      ? (websites as readonly JsonValue[]).filter((website) => typeof website === 'string')
      : [],
  };
}

/** A change of it as Meta takes it: what is not given stays. */
export function profileOfRequest({ profilePictureHandle, websites, ...texts }: ChangeProfileRequest): JsonObject {
  return {
    messaging_product: 'whatsapp',
    ...texts,
    ...(websites !== undefined && { websites }),
    ...(profilePictureHandle !== undefined && { profile_picture_handle: profilePictureHandle }),
  };
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
