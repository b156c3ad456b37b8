import type { ReactNode } from 'react';
import type { Permission } from '../lib/permissions';
import { useRole } from '../lib/session';

interface PermissionGateProps {
  permission: Permission;
  /** The tenant that it is about; absent for the platform. */
  tenantId?: string;
  children: ReactNode;
  /** For those who may not; nothing unless told. */
  otherwise?: ReactNode;
}

/** Shows an action to those only whose role allows it. The API decides all the same. */
export function PermissionGate({ permission, tenantId, children, otherwise = null }: PermissionGateProps) {
  return useRole(tenantId).may(permission) ? children : otherwise;
}
