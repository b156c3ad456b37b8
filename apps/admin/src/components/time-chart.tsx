import '@mantine/charts/styles.layer.css';
import { AreaChart } from '@mantine/charts';
import { type ChartSeries, ChartFrame } from './chart-frame';

interface TimeChartProps {
  /** What it shows: "Messages per day". */
  label: string;
  /** One point per step of time: `{ at: '20 Nov', sent: 12, failed: 1 }`. */
  data: readonly Readonly<Record<string, string | number>>[];
  /** The name in `data` of the time. */
  timeKey: string;
  series: readonly ChartSeries[];
  /** Writes values on the axis, in the tooltip and in the table. */
  format?: (value: number) => string;
  /** The exact text of a value in the table, where a float is not good enough: money. */
  exact?: (row: Readonly<Record<string, string | number>>, seriesName: string) => string;
  /** The series are parts of a whole: each stands on the one before. */
  stacked?: boolean;
  heightPx?: number;
}

/** A course over time, with the same numbers as a table for everyone who wants or needs them. Import it in lazily loaded pages only. */
export function TimeChart({ label, data, timeKey, series, format, exact, stacked, heightPx = 260 }: TimeChartProps) {
  return (
    <ChartFrame
      label={label}
      data={data}
      nameKey={timeKey}
      nameHeader="Time"
      series={series}
      format={format}
      exact={exact}
    >
      <AreaChart
        h={heightPx}
        data={data as Record<string, string | number>[]}
        dataKey={timeKey}
        series={[...series]}
        valueFormatter={format}
        type={stacked ? 'stacked' : 'default'}
        curveType="monotone"
        withDots={data.length < 32}
        withLegend={series.length > 1}
        // As they were given; by itself it sorts them by name.
        legendProps={{ itemSorter: null }}
        fillOpacity={0.15}
        areaChartProps={{ accessibilityLayer: false }}
      />
    </ChartFrame>
  );
}
