import { Injectable } from '@nestjs/common';
import { SecretBox } from '../../secrets/secret-box';
import type { StoredEndpoint } from './endpoint.repository';

/** What a value is sealed for: copied to another endpoint or field, it does not open. */
type SealedField = 'secret' | 'headers' | 'bearer';

/** Seals and opens what of an endpoint is secret: signing secrets, bearer token, values of custom headers. */
@Injectable()
export class EndpointSecrets {
  constructor(private readonly box: SecretBox) {}

  seal(tenantId: string, id: string, field: SealedField, text: string): string {
    return this.box.seal(text, contextOf(tenantId, id, field));
  }

  sealHeaders(tenantId: string, id: string, headers: Readonly<Record<string, string>>): string | null {
    return Object.keys(headers).length === 0 ? null : this.seal(tenantId, id, 'headers', JSON.stringify(headers));
  }

  headersOf({ tenantId, id, headersEncrypted }: StoredEndpoint): Record<string, string> {
    if (headersEncrypted === null) return {};
    return JSON.parse(this.box.open(headersEncrypted, contextOf(tenantId, id, 'headers'))) as Record<string, string>;
  }

  signingSecretOf({ tenantId, id, secretEncrypted }: StoredEndpoint): string {
    return this.box.open(secretEncrypted, contextOf(tenantId, id, 'secret'));
  }

  previousSecretOf({ tenantId, id, previousSecretEncrypted }: StoredEndpoint): string | null {
    return previousSecretEncrypted === null
      ? null
      : this.box.open(previousSecretEncrypted, contextOf(tenantId, id, 'secret'));
  }

  bearerTokenOf({ tenantId, id, bearerTokenEncrypted }: StoredEndpoint): string | null {
    return bearerTokenEncrypted === null
      ? null
      : this.box.open(bearerTokenEncrypted, contextOf(tenantId, id, 'bearer'));
  }
}

function contextOf(tenantId: string, id: string, field: SealedField): string {
  return `webhook_endpoint:${tenantId}:${id}:${field}`;
}
