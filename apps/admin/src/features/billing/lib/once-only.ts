import { ApiProblem } from '../../../api/problem';

/**
 * A request whose key was used before with other contents was carried out the first time, although its answer did not arrive: says so
 * in words that help.
 */
export async function onceOnly<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== 'idempotency_mismatch') throw error;
    throw new ApiProblem({
      status: error.status,
      code: error.code,
      title: 'An earlier attempt was booked',
      detail:
        'What you sent first with this form has been booked, although no answer arrived. Close the form and look at the ledger before you book anything more.',
      requestId: error.requestId,
    });
  }
}
