import { useRole } from '../lib/session';
import { ForbiddenPage } from './forbidden.page';
import { GuardedOutlet } from './guarded-outlet';

/** Around the pages of the platform's own staff. */
export function PlatformLayout() {
  const { may } = useRole();
  return may('platform:read') ? <GuardedOutlet /> : <ForbiddenPage role={null} />;
}
