import { describe, expect, it } from "vitest";
import { beginning, keptAs, tells } from "./model";

const past = { id: "orders", name: "Orders", historical: true };
const now = { id: "shop", name: "Web shop" };
const known = { id: "orders", name: "Orders", version: 3 };

describe("a file", () => {
  it("begins with the mapping that it was started with, or one that is called like it", () => {
    expect(beginning({ name: "Orders.csv.gz", mapping: "" }, [known])).toBe("orders");
    expect(beginning({ name: "x.csv", mapping: "orders" }, [known])).toBe("orders");
    expect(beginning({ name: "x.csv", mapping: "" }, [known])).toBe("");
  });

  it("is not mixed with what a source tells now", () => {
    expect(keptAs("orders", [past, now])).toBe("orders");
    expect(keptAs("shop", [past, now])).toBe("shop-import");
    expect(keptAs("", [])).toBe("file");
  });

  it("says what becomes of its name", () => {
    const asked = { id: "orders", starts: false, known: undefined, same: false, source: undefined };
    expect(tells(asked)).toEqual({
      words: "The past starts no journey. Source and mapping are kept, for the next file like it.",
    });
    expect(tells({ ...asked, known, same: true, source: past }).words).toContain(
      "as last time, by version 3",
    );
    expect(tells({ ...asked, known, source: past }).words).toContain("wherever it is used");
    expect(tells({ ...asked, id: "shop", source: now }).fault).toBe(true);
    expect(tells({ ...asked, starts: true, source: past }).fault).toBe(true);
    expect(tells({ ...asked, starts: true, source: now }).words).toContain("may enter journeys");
    expect(tells({ ...asked, id: "" }).fault).toBe(true);
  });
});
