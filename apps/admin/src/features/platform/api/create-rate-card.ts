import { api, call, type Schemas } from '../../../api/client';
import { platformKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';
import { csvRequest, type RateCardFile } from './rate-card-file';

/** Adds a card. It never changes afterwards: a correction is a card of a later day. */
export async function createRateCard(file: RateCardFile): Promise<Schemas['RateCardDetailView']> {
  const card = await call(api.POST('/console/v1/rate-cards', csvRequest(file)));
  await queryClient.invalidateQueries({ queryKey: platformKey('rate-cards') });
  return card as Schemas['RateCardDetailView'];
}
