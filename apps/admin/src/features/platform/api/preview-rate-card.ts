import { api, call, type Schemas } from '../../../api/client';
import { csvRequest, type RateCardFile } from './rate-card-file';

/** What a card would change. Nothing is written; what cannot be read is refused line by line. */
export function previewRateCard(file: RateCardFile): Promise<Schemas['RateCardPreview']> {
  return call(api.POST('/console/v1/rate-cards/preview', csvRequest(file)));
}
