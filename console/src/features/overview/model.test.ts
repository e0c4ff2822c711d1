import { describe, expect, it } from "vitest";
import { concernsOf, hoursOf, messagesOf, type Overview, trend, usualMost } from "./model";

const found = (over: Partial<Overview>): Overview =>
  ({
    at: "2026-01-02T12:00:00Z",
    hours: Array.from({ length: 48 }, () => 1),
    checks: [],
    drifted: [],
    refused: [],
    rejects: [],
    ...over,
  }) as Overview;

describe("a day against the day before", () => {
  it.each([
    [{ now: 5, before: 0 }, undefined],
    [{ now: 0, before: 334 }, undefined],
    [{ now: 500, before: 12 }, undefined],
    [{ now: 100, before: 100 }, "as the day before"],
    [{ now: 112, before: 100 }, "+12% on the day before"],
    [{ now: 60, before: 100 }, "−40% on the day before"],
    [{ now: 5751, before: 140 }, "41× the day before"],
  ])("%o", (flow, words) => expect(trend(flow)?.words).toBe(words));
});

it("what nobody got is not told as sent", () => {
  const none = { now: 0, before: 0 };
  const day = { messages: none, kept: { now: 924, before: 3 }, suppressed: { now: 21, before: 0 } };
  expect(messagesOf(found(day))).toEqual({ title: "Messages kept", flow: day.kept, detail: "21 held back" });
  const sent = { now: 1, before: 0 };
  expect(messagesOf(found({ ...day, messages: sent }))).toEqual({
    title: "Messages sent",
    flow: sent,
    detail: "924 kept, 21 held back",
  });
  expect(messagesOf(found({ messages: none, kept: none, suppressed: none })).title).toBe("Messages sent");
});

it("what fails comes before what waits, each with a way in", () => {
  const concerns = concernsOf(
    found({
      checks: [
        { name: "log", ok: true, detail: "" },
        { name: "engine", ok: false, detail: "waiting: 900,000" },
      ],
      drifted: [{ id: "churn", name: "Churn risk", alarms: ["the scores have moved: stability index 1.08"] }],
      refused: [{ kind: "segment", id: "lost", name: "Lost", version: 3 }],
      rejects: [{ source: "shop", reason: "schema.violation", count: 2 }],
    }),
  );
  expect(concerns.map((concern) => concern.words)).toEqual([
    "The engine does not work",
    "Lost does not compile",
    "Churn risk has drifted",
    "2 items from shop in quarantine",
  ]);
  expect(concerns[0]?.to).toBe("/settings/health");
  expect(concerns[1]?.to).toBe("/documents/segment/lost?tab=versions");
  expect(
    concernsOf(
      found({ refused: [{ kind: "segment", id: "lost", name: "Lost", version: 3 }] }),
      undefined,
      true,
    )[0]?.to,
  ).toBe("/documents/segment/lost?from=3");
  expect(concerns[2]).toMatchObject({ to: "/models/churn", severe: false });
  expect(concerns[3]?.to).toBe("/data/quarantine?source=shop&reason=schema.violation");
});

it("what is held is one concern for each source, and leads there", () => {
  const piles = ["mapping.date", "mapping.none", "event.too_large", "schema.violation"];
  const rejects = piles.map((reason, place) => ({ source: "web shop", reason, count: place + 1 }));
  const [web, till] = concernsOf(
    found({ rejects: [...rejects, { source: "till", reason: "odd", count: 1 }] }),
  );
  expect(web).toMatchObject({
    words: "10 items from web shop in quarantine",
    detail: "Does not fit the schema (4), Too large (3), Has no mapping yet (2), 1 more",
    to: "/data/quarantine?source=web%20shop",
  });
  expect(till).toMatchObject({ words: "1 item from till in quarantine", detail: "Odd" });
});

it("one hour far above the others leaves them to be seen", () => {
  const quiet = Array.from({ length: 47 }, () => 10);
  expect(usualMost([...quiet, 3_490])).toBe(15);
  expect(usualMost([...quiet, 25])).toBe(25);
  expect([usualMost([]), usualMost([0, 7])]).toEqual([1, 7]);
});

it("hours are named by where they begin", () => {
  const hours = hoursOf(found({}));
  expect(hours).toHaveLength(48);
  expect(new Set(hours.map((hour) => hour.label)).size).toBe(48);
});
