import { IsIn, IsOptional } from 'class-validator';

/** How a browser is to treat a file. */
export class DownloadQuery {
  @IsOptional()
  @IsIn(['inline', 'attachment'])
  disposition: 'inline' | 'attachment' = 'inline';
}
