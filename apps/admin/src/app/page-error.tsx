import { Box } from '@mantine/core';
import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { ApiProblem } from '../api/problem';
import { ErrorState } from '../components/error-state';
import { PageHeader } from '../components/page-header';

/** A page that failed. The rest of the console goes on; "try again" renders the page anew. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const { reset: resetQueries } = useQueryErrorResetBoundary();
  const retry = (): void => {
    // After a new version was installed, the files of the old one are gone: only a reload finds the new ones.
    if (isMissingFile(error)) return window.location.reload();
    resetQueries();
    reset();
    void router.invalidate();
  };
  const shown = isMissingFile(error)
    ? new ApiProblem({
        status: -1,
        code: 'new_version',
        title: 'The console was updated',
        detail: 'This page belongs to an earlier version. Load it again to go on.',
      })
    : error;
  return (
    <Box p="md" maw={760} mx="auto">
      <PageHeader title="Something went wrong" />
      <ErrorState error={shown} onRetry={retry} />
    </Box>
  );
}

function isMissingFile(error: unknown): boolean {
  return error instanceof TypeError && /dynamically imported module|module script/i.test(error.message);
}
