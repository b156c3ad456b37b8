import { IsArray, IsBoolean, IsIn, IsInt, IsOptional, Matches } from 'class-validator';
import type { MetaTemplateComponent } from '@switchboard/contracts';
import { CursorQuery } from '../../http/pagination';
import { IfGiven } from '../audit/if-given.decorator';
import { Printable } from '../audit/printable.decorator';
import type { TemplateSyncRecord } from './template-sync.repository';
import type { SyncedCounts, TemplateRecord } from './template.repository';

const STATUS = /^[A-Z_]{1,64}$/;

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

  /** Only in this state, in Meta's word: `APPROVED`, `PENDING`, `REJECTED`, `PAUSED`, `DISABLED`, … */
  @IsOptional()
  @Matches(STATUS, { message: 'status must be one of Meta, such as APPROVED' })
  status?: string;

  /** `MARKETING`, `UTILITY` or `AUTHENTICATION`. */
  @IsOptional()
  @Matches(STATUS, { message: 'category must be one of Meta, such as UTILITY' })
  category?: string;

  /** Only in this language, by its code, such as `en_US`. */
  @IsOptional()
  @Printable(32)
  language?: string;
}

/** A template to be made at Meta: its definition as Meta takes it, and for which account. */
export class CreateTemplateRequest {
  /** Meta's id of the account; the tenant has a number of it. */
  @Printable(64)
  wabaId!: string;

  /** 1 to 512 lower-case letters, digits and underscores; one name can have several languages. */
  @Printable(512)
  name!: string;

  /** Code of the language, such as `en` or `en_US`. */
  @Printable(32)
  language!: string;

  /** `MARKETING`, `UTILITY` or `AUTHENTICATION`. Meta may decide otherwise. */
  @Printable(64)
  category!: string;

  /** How variables are written: `POSITIONAL` (`{{1}}`, Meta's default) or `NAMED` (`{{first_name}}`). */
  @IfGiven()
  @Matches(/^(?:positional|named)$/i, { message: 'parameter_format must be POSITIONAL or NAMED' })
  parameter_format?: string;

  /**
   * Header, body, footer and buttons in Meta's own shape. Header text at most 60 characters with one variable, body 1,024, footer 60, at
   * most 10 buttons; every variable needs an example.
   */
  @IsArray()
  components!: MetaTemplateComponent[];

  /** Seconds in which a message must be delivered, or Meta drops it. */
  @IfGiven()
  @IsInt()
  message_send_ttl_seconds?: number;

  /** Whether Meta may choose another category instead of refusing. */
  @IfGiven()
  @IsBoolean()
  allow_category_change?: boolean;
}

/** How much of a template is deleted. */
export class DeleteTemplateQuery {
  /** `name` (unless told): all languages of the name, as Meta does it; `language`: this one alone. */
  @IsOptional()
  @IsIn(['name', 'language'])
  scope: 'name' | 'language' = 'name';
}

/** A template as it was last synced from Meta. */
export interface TemplateView {
  id: string;
  wabaId: string;
  metaId: string;
  name: string;
  language: string;
  /** APPROVED | PENDING | REJECTED | PAUSED | DISABLED …, as Meta says */
  status: string;
  /** MARKETING | UTILITY | AUTHENTICATION: what a message with it is priced as. */
  category: string;
  /** POSITIONAL | NAMED */
  parameterFormat: string;
  components: readonly MetaTemplateComponent[];
  /** GREEN | YELLOW | RED | UNKNOWN */
  qualityScore: string;
  /** When it was last found to differ from the copy, and written. */
  syncedAt: string;
}

/** A template, and what goes with it when its name is deleted. */
export interface TemplateDetailView extends TemplateView {
  /** All languages of the name in the account, this one included. Meta lets the name be used again after 30 days. */
  languagesOfName: string[];
}

/** What a sync found and changed, over all accounts of the tenant's numbers. */
export interface TemplateSyncView extends SyncedCounts {
  /** Templates that Meta has. */
  total: number;
  /** The accounts that were read. */
  wabaIds: string[];
  /** Accounts that are read in the background, because all of them would have taken too long: see `/templates/syncs`. */
  queuedWabaIds: string[];
}

/** How the copy of one account's templates stands. Accounts are synced hourly. */
export interface AccountSyncView {
  wabaId: string;
  /** When it was last found to be, or made, as Meta has it; null: never yet. */
  syncedAt: string | null;
  /** How many templates Meta had then. */
  templates: number | null;
  /** When the last sync failed; null when the last one did not. */
  failedAt: string | null;
  /** Why, in Meta's words where it said something. */
  error: string | null;
}

/** The state of every account of the tenant's numbers. */
export interface AccountSyncList {
  items: AccountSyncView[];
  nextCursor: null;
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

/** @param record none when the account has not been tried yet */
export function presentAccountSync(wabaId: string, record: TemplateSyncRecord | undefined): AccountSyncView {
  return {
    wabaId,
    syncedAt: record?.syncedAt?.toISOString() ?? null,
    templates: record?.templates ?? null,
    failedAt: record?.failedAt?.toISOString() ?? null,
    error: record?.error ?? null,
  };
}
