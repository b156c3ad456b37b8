import '@mantine/charts/styles.layer.css';
import { BarChart } from '@mantine/charts';
import { type ChartSeries, ChartFrame } from './chart-frame';

interface BarBreakdownProps {
  /** What it shows: "Failures by reason". */
  label: string;
  data: readonly Readonly<Record<string, string | number>>[];
  /** The name in `data` of what is compared. */
  nameKey: string;
  /** What is compared, as the head of the table's first column: "Reason". */
  nameHeader: string;
  series: readonly ChartSeries[];
  stacked?: boolean;
  format?: (value: number) => string;
  /** The exact text of a value in the table, where a float is not good enough: money. */
  exact?: (row: Readonly<Record<string, string | number>>, seriesName: string) => string;
}

const BAR_PX = 34;
const AXIS_PX = 60;

/** Amounts side by side, with the same numbers as a table. Import it in lazily loaded pages only. */
export function BarBreakdown({ label, data, nameKey, nameHeader, series, stacked, format, exact }: BarBreakdownProps) {
  return (
    <ChartFrame
      label={label}
      data={data}
      nameKey={nameKey}
      nameHeader={nameHeader}
      series={series}
      format={format}
      exact={exact}
    >
      <BarChart
        h={data.length * BAR_PX + AXIS_PX}
        data={data as Record<string, string | number>[]}
        dataKey={nameKey}
        series={[...series]}
        orientation="vertical"
        type={stacked ? 'stacked' : 'default'}
        valueFormatter={format}
        withLegend={series.length > 1}
        // As they were given; by itself it sorts them by name.
        legendProps={{ itemSorter: null }}
        yAxisProps={{ width: 130, interval: 0 }}
        barChartProps={{ accessibilityLayer: false }}
      />
    </ChartFrame>
  );
}
