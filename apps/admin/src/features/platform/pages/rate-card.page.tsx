import { Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { Schemas } from '../../../api/client';
import { InstantText } from '../../../components/instant-text';
import { PageHeader } from '../../../components/page-header';
import { QueryState } from '../../../components/query-state';
import { RateCardTable } from '../../../components/rate-card-table';
import { SearchInput } from '../../../components/search-input';
import { TextLink } from '../../../components/text-link';
import { defineFilters, text } from '../../../lib/filters';
import { useFilters } from '../../../lib/use-filters';
import { rateCardQuery } from '../../billing/api/get-rate-card';
import { rateCardsQuery } from '../../billing/api/list-rate-cards';
import { CardPhaseBadge } from '../components/card-phase-badge';
import { cardPhases, dayWords, utcDay } from '../lib/rate-cards-in-force';

const FILTERS = defineFilters({ search: text(), market: text() });

/** One of Meta's price lists: every market, category and volume tier. */
export function RateCardPage() {
  const { id = '' } = useParams({ strict: false });
  const card = useQuery(rateCardQuery(id));
  if (card.data) return <FoundCard card={card.data} />;
  return (
    <>
      <PageHeader title="Rate card" description={<TextLink to="/platform/rate-cards">All rate cards</TextLink>} />
      <QueryState query={card}>{() => null}</QueryState>
    </>
  );
}

function FoundCard({ card }: { card: Schemas['RateCardDetailView'] }) {
  const { values, change } = useFilters(FILTERS);
  const cards = useQuery(rateCardsQuery);
  const phase = cards.data && cardPhases(cards.data, utcDay(new Date())).get(card.id);
  return (
    <>
      <PageHeader
        title={`${card.currency} from ${dayWords(card.effectiveFrom)}`}
        badge={phase && <CardPhaseBadge phase={phase} />}
        description={
          <>
            {card.rates.length.toLocaleString('en-US')} markets, {card.tiers.length.toLocaleString('en-US')} volume
            tiers, added <InstantText at={card.createdAt} />. A card never changes: a correction is a card of a later
            day. <TextLink to="/platform/rate-cards">All rate cards</TextLink>
          </>
        }
      />
      <Group mb="md">
        <SearchInput
          label="Search markets"
          placeholder="Türkiye, US, Rest of Africa"
          value={values.search}
          onChange={(search) => change({ search })}
        />
      </Group>
      <RateCardTable
        card={card}
        search={values.search ?? ''}
        market={values.market}
        onMarket={(market) => change({ market })}
      />
    </>
  );
}
