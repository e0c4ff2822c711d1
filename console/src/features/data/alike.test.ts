import { describe, expect, it } from "vitest";
import { amendmentOf, likely, places, typed } from "./alike";

const CALL = '{"event":"Order Completed","properties":{"total":"39,90","a/b":{"c":[1]}}}';

describe("what many rejects have alike", () => {
  it("begins with the field that is wrong", () => {
    const [first, ...others] = places(CALL, "/properties/total");
    expect(first).toEqual({ at: "/properties/total", name: "properties.total", value: "39,90" });
    expect(others.map((each) => each.at)).toEqual(["/event", "/properties/a~1b/c/0"]);
    expect(places(CALL, "/3/event/properties/total")[0]?.at).toBe("/properties/total");
  });
  it("takes rows by their first, without their number", () => {
    expect(places('[{"$row":3,"total":"x"},{"total":"y"}]', "/3/event/properties/total")).toEqual([
      { at: "/total", name: "total", value: "x" },
    ]);
  });
  it("knows the place of what is missing", () => {
    const [first] = places(CALL, "/properties/currency");
    expect(first).toEqual({ at: "/properties/currency", name: "properties.currency", value: undefined });
    expect(places(CALL, "").map((each) => each.at)).not.toContain("");
    expect(places("no JSON", "/x")).toEqual([]);
  });
  it("guesses what is to be done", () => {
    const at = { at: "/x", name: "x" };
    expect(likely({ ...at, value: "39" }, "must be a number")).toBe("number");
    expect(likely({ ...at, value: 39 }, "must be a string")).toBe("text");
    expect(likely({ ...at, value: undefined }, "must be a number")).toBe("set");
  });
  it("reads what is typed as JSON where it is", () => {
    expect([typed("12"), typed("EUR"), typed('"12"'), typed("true")]).toEqual([12, "EUR", "12", true]);
  });
  it("is nothing while it lacks something", () => {
    const at = { at: "/x", name: "x", value: 1 };
    expect(amendmentOf(at, "set", " ")).toBeUndefined();
    expect(amendmentOf(undefined, "number", "")).toBeUndefined();
    expect(amendmentOf(at, "rename", " y ")).toEqual({ at: "/x", do: "rename", to: "y" });
    expect(amendmentOf(at, "leave_out", "")).toEqual({ at: "/x", do: "leave_out" });
  });
});
