import { Box, Button, Group, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChartBar, IconTable } from '@tabler/icons-react';
import type { ReactNode } from 'react';

/** One line, area or kind of bar. */
export interface ChartSeries {
  /** Its name in the data. */
  name: string;
  /** Its name for people. */
  label: string;
  /** A colour of the theme: `brand.6`, `teal.7`, `red.7`. */
  color: string;
}

interface ChartFrameProps {
  label: string;
  data: readonly Readonly<Record<string, string | number>>[];
  nameKey: string;
  nameHeader: string;
  series: readonly ChartSeries[];
  format?: (value: number) => string;
  /** The exact text of a value in the table, where a float is not good enough: money. */
  exact?: (row: Readonly<Record<string, string | number>>, seriesName: string) => string;
  children: ReactNode;
}

/** A chart and, one button away, its numbers as a table: a picture alone is not for everyone. */
export function ChartFrame({
  label,
  data,
  nameKey,
  nameHeader,
  series,
  format = String,
  exact,
  children,
}: ChartFrameProps) {
  const [isTable, { toggle }] = useDisclosure(false);
  return (
    <Box component="figure" m={0} aria-label={label}>
      <Group justify="space-between" mb="xs">
        <Text component="figcaption" fw={600}>
          {label}
        </Text>
        <Button
          variant="subtle"
          color="gray"
          size="xs"
          onClick={toggle}
          leftSection={isTable ? <IconChartBar size={16} /> : <IconTable size={16} />}
        >
          {isTable ? 'Show chart' : 'Show table'}
        </Button>
      </Group>
      {isTable ? (
        <Table.ScrollContainer minWidth={320}>
          <Table striped aria-label={label}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{nameHeader}</Table.Th>
                {series.map((each) => (
                  <Table.Th key={each.name} ta="right">
                    {each.label}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.map((row) => (
                <Table.Tr key={String(row[nameKey])}>
                  <Table.Th scope="row">{row[nameKey]}</Table.Th>
                  {series.map((each) => (
                    <Table.Td key={each.name} ta="right">
                      {exact ? exact(row, each.name) : format(Number(row[each.name] ?? 0))}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      ) : (
        <div aria-hidden>{children}</div>
      )}
    </Box>
  );
}
