import { StatusBadge } from '../../../components/status-badge';

/** Whether Meta lets the number send; a dash while it is not known. */
export function HealthBadge({ health }: { health: string }) {
  return health === 'UNKNOWN' ? <span>—</span> : <StatusBadge status={health} />;
}
