// must pass
import type { MessageStatus } from '@switchboard/contracts';
import { usageQuery } from '../../usage/api/read-usage';
import { StatCard } from '../../../components/stat-card';
import { InvoiceRow } from '../components/invoice-row';

export const used: [unknown, unknown, unknown, MessageStatus] = [usageQuery, StatCard, InvoiceRow, 'sent'];
