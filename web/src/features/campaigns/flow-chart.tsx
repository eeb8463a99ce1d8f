import { LineChart } from 'echarts/charts';
import {
  GridComponent,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  TooltipComponent,
} from 'echarts/components';
import { init, use, type EChartsCoreOption, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useFormat, type Format } from '#lib/format';
import { useMedia } from '#lib/use-media';
import { useTheme } from '#lib/theme';
import {
  endOf,
  flowSeries,
  limitLine,
  roundMarks,
  sentAt,
  type ClosedSpan,
  type Flow,
  type FlowPoint,
  type FlowSeries,
} from './flow-points.ts';
import { useLiveTexts } from './live-texts.ts';

use([
  LineChart,
  GridComponent,
  TooltipComponent,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  CanvasRenderer,
]);

/** A short campaign is told by the second. */
const secondsBelow = 10 * 60_000;

type Words = ReturnType<typeof useLiveTexts>;

const colourNames: Record<FlowSeries, string> = {
  read: '--success-solid',
  delivered: '--success-mid',
  accepted: '--info-solid',
  failed: '--danger-solid',
};

/** Stacked areas up to now, and where it goes from here. Drawn on a canvas: nothing of it is HTML with styles. */
export function FlowChart({
  flow,
  names,
  closed,
}: {
  flow: Flow;
  names: Record<FlowSeries, string>;
  closed: readonly ClosedSpan[];
}) {
  const l = useLiveTexts();
  const format = useFormat();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const theme = useTheme();
  const isDark = useMedia('(prefers-color-scheme: dark)');
  useEffect(() => {
    const made = init(box.current, null, { renderer: 'canvas' });
    chart.current = made;
    const watcher = new ResizeObserver(() => made.resize());
    watcher.observe(box.current!);
    return () => {
      watcher.disconnect();
      made.dispose();
    };
  }, []);
  useEffect(() => {
    chart.current?.setOption(optionOf(flow, closed, { names, format, l }), { notMerge: true });
  }, [flow, names, closed, format, l, theme, isDark]);
  const first = format.when(flow.points[0]!.at);
  const last = format.when(flow.points.at(-1)!.at);
  return <div ref={box} role="img" aria-label={l('flow_label', { from: first, to: last })} className="h-48 w-full" />;
}

/** A colour of ours as the canvas and its library understand it. */
function colour(name: string): string {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  context.fillStyle = getComputedStyle(probe).color;
  probe.remove();
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}

interface Ways {
  readonly names: Record<FlowSeries, string>;
  readonly format: Format;
  readonly l: Words;
}

function optionOf(flow: Flow, closed: readonly ClosedSpan[], ways: Ways): EChartsCoreOption {
  const { format } = ways;
  const faint = colour('--text-3');
  const label = { color: faint, fontSize: 12, fontFamily: 'Inter Variable, sans-serif' };
  const begin = flow.points[0]!.at;
  const end = endOf(flow);
  const sent = sentAt(flow.points.at(-1)!);
  // The plan is the height while it is being run after; what stands still fills the picture.
  const most = flow.isRunning ? Math.max(flow.planned, sent) : sent;
  const marks = roundMarks(most);
  const timeOf = end - begin < secondsBelow ? format.timeWithSeconds : format.time;
  return {
    animation: false,
    // The longest number of the axis stands at the left, the labels of now and of the forecast above.
    grid: { left: 12 + 8 * format.number(marks.last).length, right: 12, top: 28, bottom: 24 },
    xAxis: {
      type: 'time',
      min: begin,
      max: end,
      splitNumber: 4,
      // A campaign of a second has no room for three times the same one.
      minInterval: 1_000,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        ...label,
        hideOverlap: true,
        showMinLabel: true,
        showMaxLabel: true,
        alignMinLabel: 'left',
        alignMaxLabel: 'right',
        formatter: (at: number) => timeOf(at),
      },
    },
    yAxis: {
      type: 'value',
      min: 0,
      max: marks.last,
      interval: marks.step,
      axisLabel: { ...label, hideOverlap: true, formatter: (value: number) => format.number(value) },
      splitLine: { lineStyle: { color: colour('--hairline') } },
    },
    tooltip: tooltipOf(flow, ways),
    series: [
      ...flowSeries.map((series) => areaOf(flow, series, ways)),
      ...outlookOf(flow, ways, label),
      limitsOf(flow, closed),
    ],
  };
}

function areaOf(flow: Flow, series: FlowSeries, { names }: Ways) {
  return {
    name: names[series],
    type: 'line',
    stack: 'messages',
    symbol: 'none',
    lineStyle: { width: 0 },
    areaStyle: { color: colour(colourNames[series]), opacity: 1 },
    emphasis: { disabled: true },
    data: flow.points.map((point) => [point.at, point[series]]),
  };
}

/** What holds it back: the way it would go at its limit, and when nothing is sent because the campaign has hours. */
function limitsOf(flow: Flow, closed: readonly ClosedSpan[]) {
  return {
    type: 'line',
    symbol: 'none',
    silent: true,
    lineStyle: { type: 'dotted', width: 2, color: colour('--warning-solid') },
    data: limitLine(flow),
    markArea: {
      silent: true,
      animation: false,
      itemStyle: { color: colour('--neutral-solid'), opacity: 0.35 },
      data: closed.map(({ from, to }) => [{ xAxis: from }, { xAxis: to }]),
    },
  };
}

/** The line of now, the plan, and the way from one to the other. */
function outlookOf(flow: Flow, { l, format }: Ways, label: object) {
  if (!flow.isRunning) return [];
  const now = flow.points.at(-1)!;
  const text = l('now', { time: format.time(now.at), count: format.number(sentAt(now)) });
  const share = (now.at - flow.points[0]!.at) / Math.max(1, endOf(flow) - flow.points[0]!.at);
  const isEarly = share < 0.5;
  const line = {
    type: 'line',
    symbol: 'none',
    silent: true,
    lineStyle: { type: 'dashed', width: 1.5, color: colour('--text-2') },
    data: flow.forecast
      ? [
          [now.at, sentAt(now)],
          [flow.forecast.at, flow.forecast.count],
        ]
      : [],
    markLine: {
      silent: true,
      symbol: 'none',
      animation: false,
      data: [
        {
          xAxis: now.at,
          lineStyle: { color: colour('--text'), type: 'solid', width: 1 },
          label: {
            ...label,
            color: colour('--text'),
            formatter: text,
            position: 'end',
            distance: 6,
            align: isEarly ? 'left' : 'right',
          },
        },
        ...(flow.forecast
          ? [{ yAxis: flow.planned, lineStyle: { color: colour('--border'), type: 'dotted' }, label: { show: false } }]
          : []),
      ],
    },
    ...(flow.forecast && {
      markPoint: {
        silent: true,
        symbol: 'circle',
        symbolSize: 6,
        itemStyle: { color: colour('--text-2') },
        data: [
          {
            coord: [flow.forecast.at, flow.forecast.count],
            label: {
              ...label,
              // Near the end there is no room for both words; the head of the page says the same.
              show: share < 0.8,
              position: 'top',
              align: 'right',
              distance: 8,
              formatter: l('forecast', { time: format.when(flow.forecast.at) }),
            },
          },
        ],
      },
    }),
  };
  return [line];
}

/** Rich text instead of HTML, so that the content security policy holds. */
function tooltipOf(flow: Flow, { names, format, l }: Ways) {
  const at = new Map<number, FlowPoint>(flow.points.map((point) => [point.at, point]));
  return {
    trigger: 'axis',
    renderMode: 'richText',
    confine: true,
    backgroundColor: colour('--overlay'),
    borderWidth: 0,
    padding: [6, 10],
    textStyle: { color: colour('--on-overlay'), fontSize: 12, fontFamily: 'Inter Variable, sans-serif' },
    axisPointer: { lineStyle: { color: colour('--border') } },
    formatter: (shown: readonly { readonly value: readonly [number, number] }[]) => {
      const point = at.get(shown[0]?.value[0] ?? 0);
      if (!point) return '';
      const lines = flowSeries.filter((series) => point[series] > 0);
      return [
        `${format.when(point.at)}  ${l('sent')}: ${format.number(sentAt(point))}`,
        ...lines.map((series) => `${names[series]}: ${format.number(point[series])}`),
      ].join('\n');
    },
  };
}
