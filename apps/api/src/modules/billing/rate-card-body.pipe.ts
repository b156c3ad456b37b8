import { Injectable, type PipeTransform } from '@nestjs/common';
import { CsvBody } from '../../http/csv-body';
import { DtoValidationPipe } from '../../http/validation.pipe';
import { NewRateCardBody } from './rate-card.dto';

/** A card as it is posted: CSV, which is read line by line later, or JSON, whose form is checked here. */
@Injectable()
export class RateCardBodyPipe implements PipeTransform<unknown, Promise<NewRateCardBody | CsvBody>> {
  private readonly json = new DtoValidationPipe();

  async transform(body: unknown): Promise<NewRateCardBody | CsvBody> {
    if (body instanceof CsvBody) return body;
    return (await this.json.transform(body, { type: 'body', metatype: NewRateCardBody })) as NewRateCardBody;
  }
}
