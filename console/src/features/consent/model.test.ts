import { describe, expect, it } from "vitest";
import {
  draftOf,
  EMPTY,
  type Purpose,
  policyOf,
  reasonWords,
  sent,
  silence,
  withPurpose,
  written,
} from "./model";

const purpose = (more: Partial<Purpose>): Purpose => ({
  id: "marketing",
  name: "Offers",
  default: "opt_in",
  double_opt_in: false,
  transactional: false,
  topics: {},
  ...more,
});

describe("purposes", () => {
  it("say what silence means", () => {
    expect(silence(purpose({}))).toBe("No, until they say yes");
    expect(silence(purpose({ double_opt_in: true }))).toMatch(/confirm/);
    expect(silence(purpose({ default: "opt_out" }))).toMatch(/until they say no/);
    expect(silence(purpose({ transactional: true }))).toBe("Needs no consent");
  });
  it("are written as they were read", () => {
    for (const each of [
      purpose({ topics: { news: "News" } }),
      purpose({ double_opt_in: true }),
      purpose({ default: "opt_out" }),
      purpose({ transactional: true }),
    ]) {
      const body = written(draftOf(each));
      expect(draftOf(purpose({ topics: {}, ...body } as Partial<Purpose>))).toEqual(draftOf(each));
    }
  });
  it("leave out topics without a name", () => {
    expect(written({ ...EMPTY, name: " A ", topics: [{ id: "x", name: " " }] })).toEqual({ name: "A" });
  });
});

describe("policies", () => {
  const first = { id: "caps", caps: [] };
  const second = { id: "contact", purposes: { marketing: {} } };
  it("are found by the purpose that they say, else by saying any", () => {
    expect(policyOf([first, second], "marketing")?.id).toBe("contact");
    expect(policyOf([first, second], "new")?.id).toBe("contact");
    expect(policyOf([first], "new")?.id).toBe("caps");
    expect(policyOf([], "new")).toBeUndefined();
  });
  it("take a purpose in and let it go", () => {
    const more = withPurpose(second, "news", { ...EMPTY, name: "News" });
    expect(more.purposes).toEqual({ marketing: {}, news: { name: "News" } });
    expect(withPurpose(more, "news").purposes).toEqual({ marketing: {} });
  });
  it("go back without what the server adds", () => {
    expect(
      sent({ id: "a", kind: "policy", version: 3, state: "live", status: "published", at: "x", caps: [] }),
    ).toEqual({
      id: "a",
      caps: [],
    });
  });
});

describe("suppressed addresses", () => {
  it("have a reason in words", () => {
    expect(reasonWords("bounce")).toBe("Does not exist");
    expect(reasonWords("some_thing")).toBe("some thing");
  });
});
