import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { asProblem } from '../api/problem';

interface Action<A extends readonly unknown[]> {
  run: (...args: A) => Promise<boolean>;
  isRunning: boolean;
}

/**
 * Something that a button does at the server. A failure is told in a notification with its request id; success with the words given.
 * `run` tells whether it succeeded.
 */
export function useAction<A extends readonly unknown[]>(
  work: (...args: A) => Promise<unknown>,
  words: { done?: string; failed: string },
): Action<A> {
  const [isRunning, setRunning] = useState(false);
  const run = async (...args: A): Promise<boolean> => {
    setRunning(true);
    try {
      await work(...args);
      if (words.done) notifications.show({ color: 'teal', message: words.done });
      return true;
    } catch (error) {
      const { detail, requestId } = asProblem(error);
      const reference = requestId ? ` (request ${requestId})` : '';
      notifications.show({ color: 'red', title: words.failed, message: `${detail}${reference}`, autoClose: 10_000 });
      return false;
    } finally {
      setRunning(false);
    }
  };
  return { run, isRunning };
}
