import { useEffect, useRef, type ReactNode } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Formats } from '../../i18n/formats.ts';
import { chartData, topUps, type Point } from './chart-data.ts';

const labelRoom = 120;

/**
 * The balance over time as steps, each top-up marked, and the dashed step that the queue will take. `label` says the
 * same to assistive technology. Times in ms since 1970.
 */
export function BalanceChart({
  points,
  afterQueue,
  label,
  words,
  formats,
  theme,
}: {
  /** Oldest first; at least one. */
  points: readonly Point[];
  /** What will probably be left; null when that is not known or nothing waits. */
  afterQueue: number | null;
  label: string;
  words: { now: string; left: string; afterQueue: string };
  formats: Formats;
  /** Changes when the colours do: a canvas does not follow them by itself. */
  theme: string;
}): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const colour = (name: string): string => {
      const probe = document.createElement('span');
      probe.style.color = `var(${name})`;
      element.append(probe);
      const { color } = getComputedStyle(probe);
      probe.remove();
      return color;
    };
    const [text, strong, line, accent, page] = ['--text-2', '--text', '--line', '--accent', '--bg'].map(colour);
    const font = `11px ${getComputedStyle(element).fontFamily}`;
    const { times, balances, forecast, last } = chartData(points, afterQueue);

    const drawMarks = (plot: uPlot): void => {
      const { ctx } = plot;
      const ratio = devicePixelRatio;
      const x = (at: number): number => plot.valToPos(at / 1000, 'x', true);
      const y = (credits: number): number => plot.valToPos(credits, 'y', true);
      const write = (words: string, at: number, credits: number, bold: boolean, gap: number): void => {
        ctx.font = `${bold ? '600 ' : ''}${11 * ratio}px ${getComputedStyle(element).fontFamily}`;
        ctx.fillStyle = (bold ? strong : text) ?? '';
        ctx.textAlign = 'left';
        ctx.textBaseline = 'middle';
        ctx.fillText(words, at + gap * ratio, credits);
      };
      ctx.save();
      ctx.setLineDash([]);
      for (const { at, credits, by } of topUps(points)) {
        const [left, top] = [x(at), y(credits) - 8 * ratio];
        ctx.fillStyle = text ?? '';
        ctx.beginPath();
        ctx.moveTo(left, top - 6 * ratio);
        ctx.lineTo(left + 4 * ratio, top);
        ctx.lineTo(left - 4 * ratio, top);
        ctx.fill();
        ctx.font = `${11 * ratio}px ${getComputedStyle(element).fontFamily}`;
        ctx.textAlign = 'right';
        ctx.textBaseline = 'middle';
        ctx.fillText(`+${formats.credits(by)}`, left - 8 * ratio, top - 3 * ratio);
      }
      const [nowX, nowY] = [x(last.at), y(last.credits)];
      ctx.beginPath();
      ctx.arc(nowX, nowY, 3.5 * ratio, 0, 2 * Math.PI);
      ctx.fillStyle = page ?? '';
      ctx.strokeStyle = strong ?? '';
      ctx.lineWidth = 1.5 * ratio;
      ctx.fill();
      ctx.stroke();
      const edge = x((times.at(-1) ?? 0) * 1000);
      // Two labels on one height would cover each other.
      const apart = afterQueue !== null && Math.abs(y(afterQueue) - nowY) < 14 * ratio ? 8 * ratio : 0;
      write(words.now, edge, nowY - apart, true, 10);
      if (afterQueue !== null) {
        ctx.fillStyle = accent ?? '';
        ctx.fillRect(edge - 6 * ratio, y(afterQueue) - 1.5 * ratio, 12 * ratio, 3 * ratio);
        write(words.left, edge, y(afterQueue) + apart, true, 10);
        write(words.afterQueue, edge, y(afterQueue) + apart + 14 * ratio, false, 10);
      }
      ctx.restore();
    };

    const day = (seconds: number): string => formats.day(seconds * 1000);
    const plot = new uPlot(
      {
        width: element.clientWidth,
        height: element.clientHeight,
        padding: [16, labelRoom, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        scales: { y: { range: (_, __, most) => [0, Math.max(10, most * 1.06)] } },
        axes: [
          {
            font,
            stroke: text ?? '',
            grid: { show: false },
            ticks: { show: false },
            space: 90,
            size: 26,
            values: (_, at) => at.map(day).map((each, index, all) => (each === all[index - 1] ? '' : each)),
          },
          {
            font,
            stroke: text ?? '',
            grid: { stroke: line ?? '', width: 1 },
            ticks: { show: false },
            size: 52,
            values: (_, credits) => credits.map((each) => formats.credits(each)),
          },
        ],
        series: [
          {},
          {
            stroke: text ?? '',
            width: 1.5,
            points: { show: false },
            paths: uPlot.paths.stepped?.({ align: 1 }) ?? (() => null),
          },
          {
            stroke: accent ?? '',
            width: 1.5,
            dash: [3, 3],
            points: { show: false },
            paths: uPlot.paths.stepped?.({ align: 1 }) ?? (() => null),
          },
        ],
        hooks: { draw: [drawMarks] },
      },
      [times, balances, forecast],
      element,
    );
    const observer = new ResizeObserver(() =>
      plot.setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [points, afterQueue, formats, theme, words.now, words.left, words.afterQueue]);
  return <div className="chart-box" ref={box} role="img" aria-label={label} />;
}
