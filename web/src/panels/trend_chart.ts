// The drawing of the trend: counts per day from zero, the usual range as a band, the period before as a
// thin line, today's unfinished part dashed. Loaded only when a trend is shown.

import { LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components';
import { init, use, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { Range } from '../format/expected';

use([LineChart, GridComponent, TooltipComponent, AriaComponent, CanvasRenderer]);

export interface TrendLine {
  name: string;
  values: (number | null)[];
  colour: string;
  strong: boolean;
}

export interface Trend {
  days: string[];
  dayNames: string[];
  lines: TrendLine[];
  band: (Range | null)[];
  unfinished: boolean;
  axis: string;
  compact: (value: number) => string;
  tip: (at: number) => HTMLElement;
}

export interface TrendChart {
  draw: (trend: Trend) => void;
  close: () => void;
}

function token(name: string): string {
  const bare = name.replace(/^var\(|\)$/g, '');
  return getComputedStyle(document.documentElement).getPropertyValue(bare).trim();
}

// Where the last day is unfinished, the line ends a day early and a dashed one goes on from there.
function split(line: TrendLine, unfinished: boolean): [TrendLine['values'], TrendLine['values']] {
  const last = line.values.length - 1;
  if (!unfinished || last < 1) return [line.values, []];
  return [
    line.values.map((value, i) => (i < last ? value : null)),
    line.values.map((value, i) => (i >= last - 1 ? value : null)),
  ];
}

const kLabelHeight = 15;
const kPlotHeight = 190;

// How far each line's label at its end is moved so that no two stand on each other, in pixels.
export function labelShifts(ends: (number | null)[], highest: number): number[] {
  const shifts = ends.map(() => 0);
  const at = (i: number) => ((highest - (ends[i] ?? 0)) / (highest || 1)) * kPlotHeight;
  const order = ends.flatMap((end, i) => (end === null ? [] : [i])).sort((a, b) => at(a) - at(b));
  for (let k = 1; k < order.length; ++k) {
    const above = order[k - 1]!;
    const here = order[k]!;
    const room = at(here) - (at(above) + shifts[above]!);
    if (room < kLabelHeight) shifts[here] = kLabelHeight - room;
  }
  return shifts;
}

function seriesOf(trend: Trend, narrow: boolean): object[] {
  const surface = token('--surface');
  const still = { showSymbol: false, silent: true, animation: false, tooltip: { show: false } };
  const band = [
    {
      ...still,
      type: 'line',
      stack: 'band',
      lineStyle: { width: 0 },
      data: trend.band.map((range) => range?.low ?? null),
    },
    {
      ...still,
      type: 'line',
      stack: 'band',
      lineStyle: { width: 0 },
      areaStyle: { color: token('--ink-3'), opacity: 0.16 },
      data: trend.band.map((range) => (range ? range.high - range.low : null)),
    },
  ];
  const all = trend.lines.flatMap((line) => line.values.filter((value) => value !== null));
  const ends = trend.lines.map((line) => line.values.at(-1) ?? null);
  const shifts = labelShifts(ends, Math.max(0, ...all));
  const lines = trend.lines.flatMap((line, place) => {
    const colour = token(line.colour);
    const [solid, dashed] = split(line, trend.unfinished && line.strong);
    const look = {
      type: 'line',
      symbol: 'circle',
      symbolSize: 6,
      showSymbol: trend.days.length < 3,
      itemStyle: { color: colour, borderColor: surface, borderWidth: 1 },
      emphasis: { disabled: true },
    };
    const label = {
      show: !narrow,
      formatter: line.name,
      color: line.strong ? token('--ink') : token('--ink-2'),
      fontSize: 12,
      distance: 6,
      offset: [0, shifts[place]],
    };
    const width = line.strong ? 2 : 1.2;
    const drawn: object[] = [
      {
        ...look,
        name: line.name,
        data: solid,
        lineStyle: { color: colour, width },
        endLabel: dashed.length ? { show: false } : label,
      },
    ];
    if (dashed.length)
      drawn.push({
        ...look,
        data: dashed,
        lineStyle: { color: colour, width, type: [4, 3] },
        endLabel: label,
      });
    return drawn;
  });
  return [...band, ...lines];
}

export function openTrend(element: HTMLElement, pick: (at: number) => void): TrendChart {
  const chart: EChartsType = init(element, null, { renderer: 'canvas' });
  let latest: Trend | null = null;

  const draw = (trend: Trend) => {
    latest = trend;
    const narrow = element.clientWidth < 480;
    const longest = Math.max(...trend.lines.map((line) => [...line.name].reduce(
      (sum, sign) => sum + (sign.charCodeAt(0) > 255 ? 12 : 6.6), 0)), 0);
    const hint = { color: token('--ink-2'), fontSize: 12 };
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    chart.setOption(
      {
        animation: !still,
        animationDuration: 160,
        animationDurationUpdate: 160,
        textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
        grid: { left: 4, right: narrow ? 12 : longest + 16, top: 28, bottom: 4, containLabel: true },
        tooltip: {
          trigger: 'axis',
          confine: true,
          backgroundColor: token('--raised'),
          borderColor: token('--line'),
          borderWidth: 1,
          padding: [8, 12],
          textStyle: { color: token('--ink'), fontSize: 12 },
          axisPointer: { lineStyle: { color: token('--ink-3'), type: 'solid' } },
          transitionDuration: 0,
          formatter: (given: unknown) => {
            const first = Array.isArray(given) ? (given[0] as { dataIndex: number }) : null;
            return first ? trend.tip(first.dataIndex) : '';
          },
        },
        xAxis: {
          type: 'category',
          data: trend.dayNames,
          boundaryGap: false,
          axisLine: { lineStyle: { color: token('--line') } },
          axisTick: { show: false },
          axisLabel: { ...hint, hideOverlap: true, margin: 10 },
        },
        yAxis: {
          type: 'value',
          min: 0,
          minInterval: 1,
          splitNumber: 4,
          name: trend.axis,
          nameTextStyle: { ...hint, align: 'left', padding: [0, 0, 0, -24] },
          axisLabel: { ...hint, formatter: trend.compact },
          splitLine: { lineStyle: { color: token('--line') } },
        },
        series: seriesOf(trend, narrow),
      },
      { notMerge: true },
    );
  };

  chart.getZr().on('click', (event: { offsetX: number; offsetY: number }) => {
    const point = [event.offsetX, event.offsetY];
    if (!latest || !chart.containPixel('grid', point)) return;
    const at = chart.convertFromPixel({ xAxisIndex: 0 }, event.offsetX);
    if (latest.days[at] !== undefined) pick(at);
  });
  const watcher = new ResizeObserver(() => {
    chart.resize();
    if (latest) draw(latest);
  });
  watcher.observe(element);

  return {
    draw,
    close: () => {
      watcher.disconnect();
      chart.dispose();
    },
  };
}
