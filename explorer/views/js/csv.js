// Tables as CSV that no spreadsheet executes: the same rules as explorer/tables/base.py. A table of
// cases, tests/support/csv_cases.json, is tested on both sides.

export const BYTE_ORDER_MARK = "\ufeff"; // tells spreadsheets that this is UTF-8

const FORMULA = /^ *[=+\-@\t\r\n]/; // what a spreadsheet takes for a formula, also behind spaces
const TO_QUOTE = /[",\n\r]/;

/** One cell: numbers to four digits, nothing where there is no number, text made harmless. */
export function cell(value) {
  if (typeof value === "number") return Number.isNaN(value) ? "" : String(Number(value.toFixed(4)));
  const text = FORMULA.test(value) ? `'${value}` : value;
  return TO_QUOTE.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/** Rows of cells as one text. @param {(string | number)[][]} rows */
export const toCsv = (rows) => rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
