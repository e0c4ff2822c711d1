import { describe, expect, it } from "vitest";
import { notAddress, takingTester, testersOf } from "./testers";

const POLICIES = [
  { id: "a" },
  { id: "b", testers: ["qa@shop.example", "https://qa.shop.example/hook"] },
  { id: "c", testers: ["qa@shop.example"] },
];

describe("testers", () => {
  it("are those whom a channel reaches", () => {
    expect(testersOf(POLICIES, "email")).toEqual(["qa@shop.example"]);
    expect(testersOf(POLICIES, "webhook")).toEqual(["https://qa.shop.example/hook"]);
    expect(testersOf(POLICIES, "local")).toHaveLength(2);
    expect(testersOf(POLICIES, "sms")).toEqual([]);
  });

  it("are kept by the policy that names some already", () => {
    expect(takingTester(POLICIES)?.id).toBe("b");
    expect(takingTester([{ id: "a" }])?.id).toBe("a");
    expect(takingTester([])).toBeUndefined();
  });

  it("have addresses", () => {
    expect(["qa@shop.example", " a.b@c.de "].map((typed) => notAddress(typed, "email"))).toEqual(["", ""]);
    expect(["qa", "qa@shop", "a b@c.de"].every((typed) => notAddress(typed, "email"))).toBe(true);
    expect(notAddress("https://x.example", "webhook")).toBe("");
  });
});
