import { Injectable } from '@nestjs/common';
import type { MetaTemplateComponent } from '@switchboard/contracts';
import { CacheNotices } from '../../database/cache-notices';
import { SnapshotCache } from '../../database/snapshot-cache';
import { TemplateRepository } from './template.repository';

/** A synced template as the path of a message needs it. */
export interface TemplateSnapshot {
  /** MARKETING | UTILITY | AUTHENTICATION, as Meta says */
  category: string;
  /** POSITIONAL | NAMED */
  parameterFormat: string;
  components: readonly MetaTemplateComponent[];
  /** APPROVED | PENDING | REJECTED | PAUSED …, as Meta says */
  status: string;
}

const MAX_TEMPLATES = 20_000;
/** A backstop only: changes are heard of within milliseconds. */
const TTL_MS = 300_000;
/** Longer names and codes are none of Meta's, and not worth a look-up. */
const NAME_PATTERN = /^[a-z0-9_]{1,512}$/;
const LANGUAGE_PATTERN = /^[A-Za-z0-9_-]{1,32}$/;
const SEPARATOR = ' ';

/** Templates kept in memory. */
@Injectable()
export class TemplateDirectory {
  private readonly templates: SnapshotCache<TemplateSnapshot>;

  constructor(repository: TemplateRepository, notices: CacheNotices) {
    this.templates = new SnapshotCache({
      max: MAX_TEMPLATES,
      ttlMs: TTL_MS,
      notices,
      load: async (key) => {
        const [tenantId = '', wabaId = '', name = '', language = ''] = key.split(SEPARATOR);
        const found = await repository.find(tenantId, { wabaId, name, language });
        if (!found) return null;
        const { category, parameterFormat, components, status } = found;
        return { category, parameterFormat, components, status };
      },
      drops: ({ table, tenantId }, key) => table === 'templates' && key.startsWith(`${tenantId}${SEPARATOR}`),
    });
  }

  /** The template of an account by name and language code; null when it has not been synced. */
  async find(tenantId: string, wabaId: string, name: string, language: string): Promise<TemplateSnapshot | null> {
    if (!NAME_PATTERN.test(name) || !LANGUAGE_PATTERN.test(language)) return null;
    return this.templates.get([tenantId, wabaId, name, language].join(SEPARATOR));
  }
}
