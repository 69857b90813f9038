// One rule for CSV cells, here and in explorer/tables/base.py (tests/tables/test_csv_guard.py).

import assert from "node:assert/strict";
import { test } from "node:test";

import { BYTE_ORDER_MARK, toCsv } from "../../../explorer/views/js/csv.js";
import CASES from "../../support/csv_cases.json" with { type: "json" };

for (const { value, cell } of CASES) {
  test(`${JSON.stringify(value)} is written as the shared table says`, () => {
    assert.equal(toCsv([["first", "last"], [value, "x"]]), `first,last\r\n${cell},x\r\n`);
  });
}

test("numbers have four digits, and none where there is no number", () => {
  assert.equal(toCsv([[1 / 3, 2, NaN]]), "0.3333,2,\r\n");
});

test("a file begins with the mark that says UTF-8", () => {
  assert.deepEqual([...new TextEncoder().encode(BYTE_ORDER_MARK)], [0xef, 0xbb, 0xbf]);
});
