import { OmitType } from '@nestjs/swagger';
import { MESSAGE_DIRECTIONS, MESSAGE_STATUSES, PRICE_CATEGORIES } from '@switchboard/contracts';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { CursorQuery } from '../../http/pagination';
import { IsInstant } from '../billing/instant.decorator';

const toBoolean = ({ value }: { value: unknown }): unknown =>
  value === 'true' ? true : value === 'false' ? false : value;

/** What both surfaces call by the same name. */
class MessageSearch extends CursorQuery {
  @IsOptional()
  @IsIn(MESSAGE_DIRECTIONS)
  direction?: string;

  @IsOptional()
  @IsIn(MESSAGE_STATUSES)
  status?: string;

  @IsOptional()
  @IsString()
  @MaxLength(40)
  type?: string;

  /** The recipient, written in any usual way. */
  @IsOptional()
  @IsString()
  @MaxLength(140)
  to?: string;

  @IsOptional()
  @Transform(toBoolean)
  @IsBoolean()
  sandbox?: boolean;
}

/** What the message log can be searched by. Times are RFC 3339; `fromTime` is included, `toTime` is not. */
export class MessageQuery extends MessageSearch {
  /** Meta's id of the sender. */
  @IsOptional()
  @IsString()
  @MaxLength(40)
  phoneNumberId?: string;

  @IsOptional()
  @IsInstant()
  fromTime?: string;

  @IsOptional()
  @IsInstant()
  toTime?: string;

  /** What it is charged as; messages of users have none. */
  @IsOptional()
  @IsIn(PRICE_CATEGORIES)
  category?: string;

  /** The code of the error that it failed with: Meta's (`131026`) or the gateway's (`BILL_001`). */
  @IsOptional()
  @IsString()
  @MaxLength(40)
  errorCode?: string;
}

/** The same search where no page is asked for: the live tail and the file of all that it finds. */
export class MessageFilter extends OmitType(MessageQuery, ['cursor', 'limit'] as const) {}

/** The same search in v1's names, by which a refused field is told. */
export class V1MessageQuery extends MessageSearch {
  @IsOptional()
  @IsString()
  @MaxLength(40)
  phone_number_id?: string;

  @IsOptional()
  @IsInstant()
  from_time?: string;

  @IsOptional()
  @IsInstant()
  to_time?: string;

  toMessageQuery(): MessageQuery {
    const { phone_number_id, from_time, to_time, ...same } = this;
    return Object.assign(new MessageQuery(), same, {
      phoneNumberId: phone_number_id,
      fromTime: from_time,
      toTime: to_time,
    });
  }
}
