import { GatewayError } from '@switchboard/contracts';

/** A tenant's phone number, as far as choosing a sender goes. */
export interface SenderCandidate {
  /** Our id. */
  id: string;
  /** Meta's id. */
  phoneNumberId: string;
}

/** What a request says about its sender. */
export interface SenderWish {
  /** Meta's ids, from the query and from the header `X-Phone-Number-Id`. */
  query: string | undefined;
  header: string | undefined;
  /** Our id of the key's default number. */
  keyDefault: string | null;
}

/**
 * The number a message is sent from: the query's, the header's, the key's default, the tenant's only one; in this order.
 * @throws GatewayError NUM_001 when the wished number is not the tenant's, VAL_002 when none is wished and there is not exactly one
 */
export function chooseSender<T extends SenderCandidate>(numbers: readonly T[], wish: SenderWish): T {
  const wished = wish.query ?? wish.header;
  if (wished !== undefined) {
    const number = numbers.find(({ phoneNumberId }) => phoneNumberId === wished);
    if (!number) throw new GatewayError('NUM_001');
    return number;
  }
  if (wish.keyDefault !== null) {
    const standing = numbers.find(({ id }) => id === wish.keyDefault);
    // A default that was removed is not replaced silently: the message would come from a number nobody chose.
    if (!standing) throw new GatewayError('NUM_001');
    return standing;
  }
  const [only, ...others] = numbers;
  if (!only || others.length > 0) throw new GatewayError('VAL_002');
  return only;
}
