import { StatusBadge } from '../../../components/status-badge';

/** Whether the webhooks of the account reach the gateway; a dash while it is not known. */
export function WebhookBadge({ isSubscribed }: { isSubscribed: boolean | null }) {
  if (isSubscribed === null) return <span>—</span>;
  return isSubscribed ? (
    <StatusBadge status="ok" label="Subscribed" />
  ) : (
    <StatusBadge status="degraded" label="Not subscribed" />
  );
}
