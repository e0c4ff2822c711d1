import { expect, it } from "vitest";
import { headersOf, isQuoted, readBody, writtenBody } from "./calls";

it("reads JSON, and says what keeps a text from being that", () => {
  expect(readBody('{"total": "{{ event.total }}", "n": 1}')).toEqual({
    tree: { total: "{{ event.total }}", n: 1 },
  });
  expect(readBody('{"total": {{ event.total }}}')).toEqual({
    fault: 'A value stands within quotes: "{{ event.total }}".',
  });
  expect(readBody('{\n  "a": 1,\n  "b"\n}')).toEqual({ fault: "Line 4 is not JSON yet." });
  expect(readBody('{\n  "a": [1, 2,\n  x]\n}')).toEqual({ fault: "Line 3 is not JSON yet." });
  expect(readBody('x{\n  "a": 1\n}')).toEqual({ fault: "Line 1 is not JSON yet." });
  expect(readBody('{"a": 1}\n\n}')).toEqual({ fault: "Line 3 is not JSON yet." });
  expect(readBody("")).toEqual({ fault: "Line 1 is not JSON yet." });
});

it("writes what it reads", () => {
  expect(writtenBody({ a: ["{{ now }}"] })).toBe('{\n  "a": [\n    "{{ now }}"\n  ]\n}');
  expect(writtenBody(undefined)).toBe("");
});

it("knows what stands within quotes", () => {
  const text = '{\n  "a \\" b": "x", "c": ';
  expect(isQuoted(text, text.indexOf("b"))).toBe(true);
  expect(isQuoted(text, text.length)).toBe(false);
  expect(isQuoted(`${text}"`, text.length + 1)).toBe(true);
});

it("lists headers as they are written", () => {
  expect(headersOf({ "X-Shop": "1", "X-N": 2 })).toEqual([
    ["X-Shop", "1"],
    ["X-N", "2"],
  ]);
  expect(headersOf(undefined)).toEqual([]);
});
