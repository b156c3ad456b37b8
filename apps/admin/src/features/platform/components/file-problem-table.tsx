import { Alert, Button, Table, Text } from '@mantine/core';
import { IconAlertTriangle, IconDownload } from '@tabler/icons-react';
import { SectionCard } from '../../../components/section-card';
import { type FileProblem, problemReport } from '../lib/file-problems';

/** The server tells no more of them at once. */
const MOST_TOLD = 100;

/** Everything that is wrong with a file, line by line, and as a report to download. */
export function FileProblemTable({ problems }: { problems: readonly FileProblem[] }) {
  const count = problems.length.toLocaleString('en-US');
  return (
    <SectionCard
      title="The file cannot be taken"
      description="Nothing has been written. Mend the lines and check the file again."
      actions={
        <Button
          variant="default"
          size="sm"
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => downloadText('rate-card-problems.csv', problemReport(problems))}
        >
          Download the report
        </Button>
      }
    >
      <Alert role="alert" color="red" icon={<IconAlertTriangle />} mb="sm">
        {problems.length === 1 ? 'One problem was found.' : `${count} problems were found.`}
        {problems.length >= MOST_TOLD && ` At most ${MOST_TOLD} are told at once.`}
      </Alert>
      <Table.ScrollContainer minWidth={560} mah={420}>
        <Table aria-label="Problems of the file" stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Line</Table.Th>
              <Table.Th>Column</Table.Th>
              <Table.Th>Problem</Table.Th>
              <Table.Th>As it stands</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {problems.map(({ line, column, message, text }, index) => (
              <Table.Tr key={index}>
                <Table.Td>{line ?? 'File'}</Table.Td>
                <Table.Td>{column ?? '—'}</Table.Td>
                <Table.Td>{message}</Table.Td>
                <Table.Td maw={280}>
                  <Text size="xs" ff="monospace" truncate title={text ?? undefined}>
                    {text ?? '—'}
                  </Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </SectionCard>
  );
}

function downloadText(filename: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = filename;
  link.click();
  URL.revokeObjectURL(url);
}
