import { StatusBadge } from '../../../components/status-badge';
import type { CardPhase } from '../lib/rate-cards-in-force';

const LOOKS: Readonly<Record<CardPhase, { status: string; label: string }>> = {
  in_force: { status: 'ok', label: 'In force' },
  upcoming: { status: 'pending', label: 'To come' },
  past: { status: 'closed', label: 'Past' },
};

/** Whether messages are priced by a card now. */
export function CardPhaseBadge({ phase }: { phase: CardPhase }) {
  return <StatusBadge {...LOOKS[phase]} />;
}
