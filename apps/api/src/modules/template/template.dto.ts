import { IsOptional } from 'class-validator';
import type { MetaTemplateComponent } from '@switchboard/contracts';
import { CursorQuery } from '../../http/pagination';
import { Printable } from '../audit/printable.decorator';
import type { SyncedCounts, TemplateRecord } from './template.repository';

/** Which of a tenant's templates to list: newest first. */
export class TemplateQuery extends CursorQuery {
  /** Part of the name, in any case. */
  @IsOptional()
  @Printable(512)
  search?: string;

  /** Only of this account, by Meta's id. */
  @IsOptional()
  @Printable(64)
  wabaId?: string;
}

/** A template as it was last synced from Meta. */
export interface TemplateView {
  id: string;
  wabaId: string;
  metaId: string;
  name: string;
  language: string;
  status: string;
  category: string;
  parameterFormat: string;
  components: readonly MetaTemplateComponent[];
  /** GREEN | YELLOW | RED | UNKNOWN */
  qualityScore: string;
  syncedAt: string;
}

/** What a sync found and changed, over all accounts of the tenant's numbers. */
export interface TemplateSyncView extends SyncedCounts {
  /** Templates that Meta has. */
  total: number;
  /** The accounts that were asked. */
  wabaIds: string[];
}

export function presentTemplate(record: TemplateRecord): TemplateView {
  const { id, wabaId, metaId, name, language, status, category, parameterFormat, components, qualityScore, syncedAt } =
    record;
  return {
    id,
    wabaId,
    metaId,
    name,
    language,
    status,
    category,
    parameterFormat,
    components,
    qualityScore,
    syncedAt: syncedAt.toISOString(),
  };
}
