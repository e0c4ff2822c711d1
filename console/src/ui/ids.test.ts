import { expect, it } from "vitest";
import { idOf } from "./ids";

it("makes ids of names in any script that has letters", () => {
  expect(idOf("  Über-Käufer & Co. ")).toBe("uber-kaufer-co");
  expect(idOf("Web Shop – Österreich")).toBe("web-shop-osterreich");
  expect(idOf("顧客!!")).toBe("");
});
