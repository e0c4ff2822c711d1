import { expect, it } from "vitest";
import { linesOf, saysSuppressed, type Totals } from "./totals";

const some: Totals = {
  entered: 9,
  unique: 7,
  active: 2,
  held_out: 0,
  blocked: { gap: 1 },
  ended: { completed: 4, exit: 3 },
  goals: { bought: 3 },
  messages: { hello: 5, again: 6 },
  held: {},
  suppressed: { "consent:hello:no_consent": 2 },
};

it("adds up what a version came to, most first", () => {
  const { head, groups } = linesOf(some);
  expect(head.map((line) => line.value)).toEqual([9, 7, 11, 2, 3, 2]);
  expect(groups[0]?.lines).toEqual([
    { label: "again", value: 6 },
    { label: "hello", value: 5 },
  ]);
});

it("tells apart who is inside and who is held out", () => {
  const { head } = linesOf({ ...some, held_out: 3 });
  expect(head.slice(-2).map(({ label, value }) => [label, value])).toEqual([
    ["Still inside", 2],
    ["Held out", 3],
  ]);
});

it("sets two versions side by side, with what only one of them has", () => {
  const { groups } = linesOf(some, { ...some, messages: { other: 1 } });
  expect(groups[0]?.lines).toEqual([
    { label: "again", value: 6, other: 0 },
    { label: "hello", value: 5, other: 0 },
    { label: "other", value: 0, other: 1 },
  ]);
});

it("says why a message was stopped", () => {
  expect(saysSuppressed("consent:hello:out")).toBe("hello: no consent (opted out)");
  expect(saysSuppressed("cap:hello:1/24h email")).toBe("hello: too many messages (more than 1 in 24 h)");
  expect(saysSuppressed("consent:hello")).toBe("hello: no consent");
  expect(saysSuppressed("exit")).toBe("an exit came true");
});
