import { Outlet, useMatches } from '@tanstack/react-router';
import { useRole, useWhoAmI } from '../lib/session';
import { ForbiddenPage } from './forbidden.page';
import { NotFoundPage } from './not-found.page';

/** The page below, for those who may see it. */
export function GuardedOutlet({ tenantId }: { tenantId?: string }) {
  const { may, tenantRole } = useRole(tenantId);
  const { features } = useWhoAmI();
  const { permission, feature } = useMatches({ select: (matches) => matches.at(-1)?.staticData ?? {} });
  if (feature && !features[feature]) return <NotFoundPage />;
  return permission && !may(permission) ? <ForbiddenPage role={tenantRole} /> : <Outlet />;
}
