// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// A figure: { name, value, unit, limit, limitName, goal, less, note }. Its ratio to the limit is to
// reach the goal, or to stay below it where less is better. Without a goal it is only reported.
import { machine } from './machine.mjs';

const rounded = (number, digits) => Number(number.toPrecision(digits));
const ratioOf = ({ value, limit }) => value / limit;

function isMet(figure) {
  return figure.less ? ratioOf(figure) <= figure.goal : ratioOf(figure) >= figure.goal;
}

export function toLine(figure) {
  const { name, value, unit, limit, limitName, goal, less } = figure;
  const line = { name, value: rounded(value, 5), unit, limit: rounded(limit, 5), limit_name: limitName };
  line.ratio = rounded(ratioOf(figure), 3);
  if (goal !== undefined) Object.assign(line, { goal, met: isMet(figure) });
  if (less) line.less = true;
  return JSON.stringify(line);
}

function cells(figure) {
  const { name, value, unit, limit, limitName, goal, less } = figure;
  const words = goal === undefined ? '' : isMet(figure) ? 'met' : 'missed';
  return [name, `${rounded(value, 4)} ${unit}`, `${rounded(limit, 4)} ${unit}`, ratioOf(figure).toFixed(2),
    goal === undefined ? '' : `${less ? '≤' : '≥'} ${goal}`, words, limitName];
}

export function toTable(measured) {
  const rows = [['name', 'figure', 'limit', 'ratio', 'goal', '', 'what the limit is'], ...measured.map(cells)];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd());
  const notes = measured.filter(({ note }) => note).map(({ name, note }) => `${name}: ${note}`);
  return [machine(), '', ...lines, '', ...notes].join('\n').trimEnd();
}
