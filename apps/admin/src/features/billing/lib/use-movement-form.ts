import type { UseFormInput } from '@mantine/form';
import { useRef, useState } from 'react';
import type { Schemas } from '../../../api/client';
import { newIdempotencyKey } from '../../../lib/idempotency-key';
import { type ProblemForm, useProblemForm } from '../../../lib/use-problem-form';
import { onceOnly } from './once-only';

type Entry = Schemas['WalletEntryView'];

interface MovementFormOptions<V extends object> extends UseFormInput<V> {
  /** Sends the form under its key. */
  book: (values: V, idempotencyKey: string) => Promise<Entry>;
  /** After the money was moved, with the ledger's entry of it. */
  onDone: (entry: Entry) => void;
}

/** A form that moves money of a wallet: however often it is sent, the money moves once. */
export function useMovementForm<V extends object>({ book, onDone, ...form }: MovementFormOptions<V>): ProblemForm<V> {
  const [key] = useState(newIdempotencyKey);
  const booked = useRef<Entry>(undefined);
  return useProblemForm<V>({
    ...form,
    submit: async (values) => {
      booked.current = await onceOnly(book(values, key));
    },
    onDone: () => booked.current && onDone(booked.current),
  });
}

/** What is wrong with the reason of a movement; null: nothing. */
export function reasonProblem(reason: string): string | null {
  return reason.trim() === '' ? 'Say why: the tenant sees it.' : null;
}
