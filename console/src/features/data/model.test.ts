import { describe, expect, it } from "vitest";
import { laidOut, piles, reasonWords, size, snippets, undescribed, wrongWords } from "./model";

describe("snippets", () => {
  it("name this server and the key", () => {
    for (const snippet of snippets("https://clew.example.com", "cw_key")) {
      expect(snippet.code).toContain("clew.example.com");
      expect(snippet.code).toContain("cw_key");
    }
    expect(snippets("http://127.0.0.1:8080", "k")[1]?.code).toContain(
      'apiHost: "127.0.0.1:8080/v1", protocol: "http"',
    );
  });
});

describe("sources", () => {
  it("that are no document are found by what they sent, but for ours", () => {
    const sent = ["web", "till", "clew-api", "app"];
    expect(undescribed(sent, [{ id: "web" }], { "clew-api": "API" })).toEqual(["app", "till"]);
  });
});

describe("quarantine", () => {
  it("shows the largest pile first", () => {
    const found = piles([
      { source: "a", reason: "x", count: 1 },
      { source: "b", reason: "y", count: 9 },
    ]);
    expect(found.map((pile) => pile.count)).toEqual([9, 1]);
  });
  it("says reasons in words", () => {
    expect(reasonWords("schema.violation")).toBe("Does not fit the schema");
    expect(reasonWords("time.out_of_order")).toBe("Time: out of order");
    expect(reasonWords("event.too_large")).toBe("Too large");
    expect(reasonWords("odd")).toBe("Odd");
  });
  it("says which field is wrong", () => {
    const said = { message: "is not a number (send a number)", pointer: "/batch/3/properties/a~1b" };
    expect(wrongWords(said)).toBe("a/b is not a number (send a number)");
    expect(wrongWords({ message: "row 3: not a number", pointer: "/3/x" })).toBe("Row 3: not a number");
    expect(wrongWords({ message: "is odd", pointer: "" })).toBe("Is odd");
  });
  it("lays JSON out and leaves other text alone", () => {
    expect(laidOut('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(laidOut("not json")).toBe("not json");
  });
});

describe("files", () => {
  it("are as large as people say it", () => {
    expect([12, 3_400, 25_000_000, 1.5e9].map(size)).toEqual(["12 B", "3.4 kB", "25 MB", "1.5 GB"]);
  });
});
