/**
 * Reads CSV as RFC 4180 has it: fields may be quoted, and then hold commas, line ends and (doubled) quotes.
 * Gives one object a row, its fields named by the header line.
 */
export function parseCsv(text) {
  const [names = [], ...rows] = parseRows(text)
  return rows.map((row) => Object.fromEntries(names.map((name, column) => [name, row[column] ?? ''])))
}

/** Rows of fields. Each match is one field (quoted or plain) and what ends it: a comma, a line end, or the end of the text. */
function parseRows(text) {
  const rows = []
  let row = []
  for (const [match, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    if (match === '' && row.length === 0) break // nothing after the last line end
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === ',') continue
    rows.push(row)
    row = []
  }
  return rows
}
