import { useQuery } from '@tanstack/react-query';
import { IconTags, IconUpload } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client';
import { listOf } from '../../../api/list-query';
import { DataTable } from '../../../components/data-table';
import type { Column } from '../../../components/data-table-parts';
import { InstantText } from '../../../components/instant-text';
import { PageHeader } from '../../../components/page-header';
import { QueryState } from '../../../components/query-state';
import { ButtonLink } from '../../../components/text-link';
import { useRole } from '../../../lib/session';
import { rateCardsQuery } from '../../billing/api/list-rate-cards';
import { CardPhaseBadge } from '../components/card-phase-badge';
import { cardPhases, type CardPhase, dayWords, sourceWords, utcDay } from '../lib/rate-cards-in-force';

interface Row {
  card: Schemas['RateCardView'];
  phase: CardPhase;
}

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'day',
    header: 'Applies from',
    widthPx: 140,
    render: ({ card }) => dayWords(card.effectiveFrom),
  },
  { id: 'currency', header: 'Currency', widthPx: 90, render: ({ card }) => card.currency },
  { id: 'phase', header: 'State', widthPx: 120, render: ({ phase }) => <CardPhaseBadge phase={phase} /> },
  {
    id: 'free',
    header: 'Free service messages',
    widthPx: 170,
    align: 'right',
    render: ({ card }) => card.freeServiceMessages.toLocaleString('en-US'),
  },
  { id: 'source', header: 'Source', widthPx: 260, render: ({ card }) => sourceWords(card) },
  { id: 'added', header: 'Added', widthPx: 150, render: ({ card }) => <InstantText at={card.createdAt} /> },
];

/** What Meta asks per message, by market and category. */
export function RateCardsPage() {
  const { may } = useRole();
  const cards = useQuery(rateCardsQuery);
  const importLink = may('platform:manage') && (
    <ButtonLink to="/platform/rate-cards/import" leftSection={<IconUpload size={16} aria-hidden />}>
      Import a rate card
    </ButtonLink>
  );
  return (
    <>
      <PageHeader
        title="Rate cards"
        description="What Meta asks for each delivered message, by the recipient’s market and the message’s category. Of each currency, the latest card whose day has come prices messages. Days are those of UTC here."
        actions={importLink}
      />
      <QueryState query={cards}>
        {(all) => {
          const phases = cardPhases(all, utcDay(new Date()));
          return (
            <DataTable
              label="Rate cards"
              columns={COLUMNS}
              list={listOf(all.map((card) => ({ card, phase: phases.get(card.id) ?? 'past' })))}
              rowKey={({ card }) => card.id}
              rowLink={({ card }) => ({ to: '/platform/rate-cards/$id', params: { id: card.id } })}
              empty={{
                icon: IconTags,
                title: 'No rate cards yet',
                description: 'Without one, real messages cannot be priced and are refused. Import Meta’s CSV file.',
                action: importLink,
              }}
            />
          );
        }}
      </QueryState>
    </>
  );
}
