import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';

/** `true` and `false`, and what shells and forms make of them; anything else is refused. */
const toFlag = ({ value }: { value: unknown }): unknown => {
  if (value === 'true' || value === '1' || value === '') return true;
  return value === undefined || value === 'false' || value === '0' ? false : value;
};

/** Whether a message is sent at all. */
export class SandboxQuery {
  /** In the sandbox: everything happens but the call to Meta. */
  @Transform(toFlag)
  @IsBoolean()
  is_fake: boolean = false;
}

/** How a message is sent, in v1's own names, by which a refused one is told. */
export class SendQuery extends SandboxQuery {
  /** Through Meta's Marketing Messages Lite endpoint; templates only. */
  @Transform(toFlag)
  @IsBoolean()
  mmlite: boolean = false;

  /** Meta's id of the sender. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(64)
  phone_number_id?: string;
}
