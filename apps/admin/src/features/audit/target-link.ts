import type { LinkProps } from '@tanstack/react-router';
import type { AuditEntry } from './api/list-audit';

/** The page where the target of an act can be looked at; undefined where it has none, or is gone. */
export function targetLink({ tenantId, targetType, targetId, action }: AuditEntry): LinkProps | undefined {
  if (tenantId === null || targetId === null || /\.(removed|deleted)$/.test(action)) return undefined;
  switch (targetType) {
    case 'message':
      return { to: '/tenants/$tenantId/messages/$messageId', params: { tenantId, messageId: targetId } };
    case 'webhook_endpoint':
      return { to: '/tenants/$tenantId/webhooks/$endpointId', params: { tenantId, endpointId: targetId } };
    case 'api_key':
      return { to: '/tenants/$tenantId/api-keys', params: { tenantId }, search: { key: targetId } };
    case 'phone_number':
      return {
        to: '/tenants/$tenantId/phone-numbers/$phoneNumberId',
        params: { tenantId, phoneNumberId: targetId },
      };
    case 'member':
    case 'invitation':
      return { to: '/tenants/$tenantId/team', params: { tenantId } };
    case 'wallet':
    case 'subscription':
      return { to: '/tenants/$tenantId/billing', params: { tenantId } };
    case 'tenant':
      return { to: '/tenants/$tenantId/settings', params: { tenantId } };
    default:
      return undefined;
  }
}
