import { Injectable } from '@nestjs/common';
import { GatewayError } from '@switchboard/contracts';
import { GraphClient } from '@switchboard/graph-client';
import { relayedObject } from '../../graph/relayed';
import { fieldError, validationError } from '../../http/json/field-errors';
import type { ApiKeyPrincipal } from '../../http/principal';
import { MediaLookup } from '../media/media-lookup.service';
import { PhoneNumberMeta } from '../tenant/phone-number-meta.service';
import { accountToken, TenantDirectory } from '../tenant/tenant-directory';
import type { GraphNodeQuery } from './graph-query.dto';
import type { GraphMedia, GraphObject } from './graph-view';
import { MediaLinks } from './media-links.service';

/** The fields of an account that tell of nobody but itself: tenants may share one, and its edges can be asked for like fields. */
const ACCOUNT_FIELDS: ReadonlySet<string> = new Set([
  'id',
  'name',
  'currency',
  'timezone_id',
  'message_template_namespace',
  'account_review_status',
  'business_verification_status',
  'country',
  'ownership_type',
  'status',
  'health_status',
]);

/** Tells by what the tenant has what an id is of. */
@Injectable()
export class GraphNodeService {
  constructor(
    private readonly tenants: TenantDirectory,
    private readonly numbers: PhoneNumberMeta,
    private readonly media: MediaLookup,
    private readonly links: MediaLinks,
    private readonly graph: GraphClient,
  ) {}

  /**
   * A number, an account or a file, as Meta tells of it.
   * @throws GatewayError NUM_001 and MEDIA_001 for what is not the tenant's or is not there, AUTH_006 for a file without `media:read`,
   *   VAL_001 for fields that are not told, GW_002 to GW_005
   */
  async read(key: ApiKeyPrincipal, id: string, query: GraphNodeQuery): Promise<GraphMedia | GraphObject> {
    const tenant = await this.tenants.get(key.tenantId);
    if (tenant?.phoneNumbers.some(({ phoneNumberId }) => phoneNumberId === id))
      return this.numbers.read(key.tenantId, id, query.fields);
    const accessToken = tenant && accountToken(tenant, id);
    if (accessToken) return this.readAccount(id, accessToken, query.fields);
    if (!key.scopes.includes('media:read')) throw new GatewayError('AUTH_006', { params: { scope: 'media:read' } });
    return this.readMedia(key.tenantId, id, query.phone_number_id);
  }

  /** Deletes a file. @throws GatewayError NUM_001, MEDIA_001, GW_002 to GW_005 */
  async remove(key: ApiKeyPrincipal, id: string, phoneNumberId?: string): Promise<void> {
    await this.assertMayBeMedia(id);
    await this.media.remove(key.tenantId, id, phoneNumberId);
  }

  private async readAccount(wabaId: string, accessToken: string, fields: string | undefined): Promise<GraphObject> {
    const names = (fields ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    const unknown = names.filter((name) => !ACCOUNT_FIELDS.has(name));
    if (unknown.length > 0)
      throw validationError([fieldError(['fields'], 'oneOf', `may not name ${unknown.join(', ')} of an account`)]);
    const query = new URLSearchParams(names.length === 0 ? {} : { fields: names.join(',') });
    return relayedObject(await this.graph.relay({ method: 'GET', path: [wabaId], query, accessToken }));
  }

  private async readMedia(tenantId: string, id: string, phoneNumberId: string | undefined): Promise<GraphMedia> {
    await this.assertMayBeMedia(id);
    const { mediaId, mimeType, sha256, fileSize, ...found } = await this.media.find(tenantId, id, phoneNumberId);
    const url = this.links.addressOf({ tenantId, mediaId, phoneNumberId: found.phoneNumberId }, new Date());
    return {
      messaging_product: 'whatsapp',
      url,
      mime_type: mimeType,
      ...(sha256 !== null && { sha256 }),
      ...(fileSize !== null && { file_size: fileSize }),
      id: mediaId,
    };
  }

  /** What is known to be a number or an account, whosever, is no file: Meta is not asked, and so does not tell that it is there. */
  private async assertMayBeMedia(id: string): Promise<void> {
    const isNumber = (await this.tenants.ownerOf(id)) !== null;
    if (isNumber || (await this.tenants.tenantsOfAccount(id)).length > 0) throw new GatewayError('MEDIA_001');
  }
}
