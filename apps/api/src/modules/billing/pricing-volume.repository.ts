import { Injectable } from '@nestjs/common';
import { Database } from '@switchboard/database';

/** Which of its month's messages a message is, among those counted by `scope`. */
export interface VolumePlace {
  scope: string;
  /** From 1. */
  place: number;
}

/** Counts the messages of a month where their number decides on a price. */
@Injectable()
export class PricingVolumeRepository {
  constructor(private readonly database: Database) {}

  /**
   * The place of a message, given once and durable when it returns: asked again it is the same, in whatever month. A place is never
   * given back, so that a message settled late changes no other's price.
   * @param month first day of the month of delivery, `YYYY-MM-01`
   */
  async place(tenantId: string, messageId: string, month: string, scope: string): Promise<number> {
    const { rows } = await this.database.pool.query<{ place: number }>(
      'SELECT volume_place($1::uuid, $2::uuid, $3::date, $4) AS place',
      [tenantId, messageId, month, scope],
    );
    const place = rows[0]?.place;
    if (place === undefined) throw new Error('volume_place answers with one row');
    return place;
  }

  /** The places that a message has been given: one for each scope that it was priced in. */
  findByMessage(tenantId: string, messageId: string): Promise<VolumePlace[]> {
    return this.database.tenant(tenantId, (transaction) =>
      transaction.volumePlace.findMany({ where: { tenantId, messageId }, select: { scope: true, place: true } }),
    );
  }
}
