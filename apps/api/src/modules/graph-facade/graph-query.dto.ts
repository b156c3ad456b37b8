import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional, IsString, Matches, MaxLength } from 'class-validator';

/** Of a parameter that is repeated the last counts, as at Meta. */
const toLast = ({ value }: { value: unknown }): unknown => (Array.isArray(value) ? (value as unknown[]).at(-1) : value);

/** As `toLast`; an empty one is none. */
const toLastGiven = (given: { value: unknown }): unknown => toLast(given) || undefined;

/** `true` and `false`, and what shells and forms make of them; anything else is refused. */
const toFlag = (given: { value: unknown }): unknown => {
  const value = toLast(given);
  if (value === 'true' || value === '1' || value === '') return true;
  return value === undefined || value === 'false' || value === '0' ? false : value;
};

const ID_MAX_CHARS = 64;
const FIELDS_MAX_CHARS = 1_000;
/** Names with commas between them. Meta also expands edges (`phone_numbers{id}`): of a shared account those would tell of other tenants. */
const FIELDS_PATTERN = /^\s*[a-z0-9_]+(\s*,\s*[a-z0-9_]+)*\s*,?\s*$/i;
const FIELDS_RULE = { message: '$property must be names with commas between them, such as id,verified_name' };

/** What the query of every call may say. The key, in `access_token`, is read before. */
export class GraphQuery {
  /** `whatsapp`, where the body does not say so. */
  @Transform(toLast)
  @IsOptional()
  @IsString()
  @MaxLength(ID_MAX_CHARS)
  messaging_product?: string;
}

/** How a message is sent. */
export class GraphSendQuery extends GraphQuery {
  /** In the sandbox: everything happens but the call to Meta. Not a parameter of Meta's. */
  @Transform(toFlag)
  @IsBoolean()
  is_fake: boolean = false;
}

/** What is asked of an object. */
export class GraphFieldsQuery {
  /** Names of fields, with commas between them; Meta's own choice when absent. */
  @Transform(toLastGiven)
  @IsOptional()
  @MaxLength(FIELDS_MAX_CHARS)
  @Matches(FIELDS_PATTERN, FIELDS_RULE)
  fields?: string;
}

/** What is asked of an object that may be a file. */
export class GraphNodeQuery extends GraphFieldsQuery {
  /** Meta's id of the number that a file must belong to. */
  @Transform(toLastGiven)
  @IsOptional()
  @IsString()
  @MaxLength(ID_MAX_CHARS)
  phone_number_id?: string;
}

/** Which templates to delete. */
export class GraphTemplateDeletion {
  /** Of the templates, in all languages. */
  @Transform(toLast)
  @Matches(/\S/, { message: '$property is required' })
  @MaxLength(512)
  name!: string;

  /** Meta's id of the one template to delete. */
  @Transform(toLastGiven)
  @IsOptional()
  @IsString()
  @MaxLength(ID_MAX_CHARS)
  hsm_id?: string;
}
