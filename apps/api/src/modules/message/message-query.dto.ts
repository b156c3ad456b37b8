import { MESSAGE_DIRECTIONS, MESSAGE_STATUSES } from '@switchboard/contracts';
import { Expose, Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsISO8601, IsOptional, IsString, MaxLength } from 'class-validator';
import { CursorQuery } from '../../http/pagination';

const toBoolean = ({ value }: { value: unknown }): unknown =>
  value === 'true' ? true : value === 'false' ? false : value;

/** What the message log can be searched by. Times are RFC 3339; `from` is included, `to` is not. */
export class MessageQuery extends CursorQuery {
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

  /** Meta's id of the sender. */
  @IsOptional()
  @IsString()
  @MaxLength(40)
  phoneNumberId?: string;

  /** The recipient, written in any usual way. */
  @IsOptional()
  @IsString()
  @MaxLength(140)
  to?: string;

  @IsOptional()
  @IsISO8601({ strict: true })
  fromTime?: string;

  @IsOptional()
  @IsISO8601({ strict: true })
  toTime?: string;

  @IsOptional()
  @Transform(toBoolean)
  @IsBoolean()
  sandbox?: boolean;
}

/** The same search in v1's names. */
export class V1MessageQuery extends MessageQuery {
  @Expose({ name: 'phone_number_id' })
  declare phoneNumberId?: string;

  @Expose({ name: 'from_time' })
  declare fromTime?: string;

  @Expose({ name: 'to_time' })
  declare toTime?: string;
}
