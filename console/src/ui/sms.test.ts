import { expect, it } from "vitest";
import { smsLength } from "./sms";

it("counts an SMS as networks do", () => {
  expect(smsLength("")).toEqual({ signs: 0, messages: 0 });
  expect(smsLength("a".repeat(160))).toEqual({ signs: 160, messages: 1 });
  expect(smsLength("a".repeat(161))).toEqual({ signs: 161, messages: 2 });
  expect(smsLength("Für 5 €")).toEqual({ signs: 8, messages: 1 });
  expect(smsLength(`${"a".repeat(69)}–`)).toEqual({ signs: 70, messages: 1, foreign: "–" });
  expect(smsLength(`${"a".repeat(70)}–`)).toEqual({ signs: 71, messages: 2, foreign: "–" });
  // What looks like one sign may take the room of two.
  expect(smsLength("🎉")).toEqual({ signs: 2, messages: 1, foreign: "🎉" });
});
