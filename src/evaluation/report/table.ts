/** Tables as text: aligned for a terminal, or Markdown. */

/** Rows of cells under a head; the first column is left-aligned, the others right. */
export interface TextTable {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Aligned by spaces, with a line under the head. */
export function terminalTable({ head, rows }: TextTable): string {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => (row[column] ?? '').length)))
  const line = (row: readonly string[]): string =>
    widths
      .map((width, column) => (column === 0 ? (row[column] ?? '').padEnd(width) : (row[column] ?? '').padStart(width)))
      .join('  ')
      .trimEnd()
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n')
}

/** As Markdown. */
export function markdownTable({ head, rows }: TextTable): string {
  const line = (row: readonly string[]): string => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'))
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}

/** A figure in four digits after the point, or as many as it needs to show three that count. */
export function figure(value: number): string {
  if (!Number.isFinite(value) || value === 0) return String(value)
  const size = Math.abs(value)
  if (size >= 1000) return value.toFixed(0)
  if (size >= 10) return value.toFixed(2)
  return size >= 0.001 ? value.toFixed(4) : value.toExponential(2)
}
