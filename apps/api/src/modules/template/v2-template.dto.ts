import type { JsonObject } from '@switchboard/contracts';
import { Transform, Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { Printable } from '../audit/printable.decorator';
import type { TemplateView } from './template.dto';

const toUpperCase = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.toUpperCase() : value;

/** Whose templates: an account is named by any of its numbers. */
export class V2TemplateAccount {
  /** Meta's id of a number of the account. */
  @IsOptional()
  @Printable(64)
  phoneNumberId?: string | null;
}

/** Which templates to list: newest first. */
export class V2TemplateQuery extends V2TemplateAccount {
  /** 1–200. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;

  /** `paging.after` of the page before. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  after?: string;

  /** Part of the name, in any case. */
  @IsOptional()
  @Printable(512)
  search?: string;

  /** Only in this state, in Meta's word: `APPROVED`, `PENDING`, `REJECTED`, `PAUSED`, … */
  @IsOptional()
  @Transform(toUpperCase)
  @Matches(/^[A-Z_]{1,64}$/, { message: 'status must be one of Meta, such as APPROVED' })
  status?: string;
}

/** A page of templates, as they were last synced from Meta. */
export interface V2TemplatePage {
  items: TemplateView[];
  paging: {
    /** Where the next page goes on; null: this was the last. */
    after: string | null;
  };
}

/** A template in all its languages. */
export interface V2Template {
  name: string;
  /** One for each language and account. */
  items: TemplateView[];
}

/** A template to be made: Meta's definition, which is handed to Meta as it is. */
export interface V2TemplateDefinition {
  /** Names the account by one of its numbers; needed where the tenant has several accounts. */
  phoneNumberId?: string;
  name: string;
  language: string;
  category: string;
  components?: readonly JsonObject[];
}

/** What Meta says of a template that it took. */
export interface V2CreatedTemplate {
  /** Meta's. */
  id: string;
  /** PENDING until Meta has reviewed it, as a rule. */
  status: string;
  /** Meta may have chosen another than was asked for. */
  category: string;
}

/** Done. */
export interface V2Deleted {
  deleted: true;
}
