import { StatusBadge } from '../../../components/status-badge';

/** The quality that Meta rates a number with; a dash while it is not known. */
export function QualityBadge({ rating }: { rating: string }) {
  return rating === 'UNKNOWN' ? <span>—</span> : <StatusBadge status={rating} />;
}
