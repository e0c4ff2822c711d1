import { expect, it } from "vitest";
import { advance, begin } from "./history";

const edit = (to: string, about = "") => ({ do: "edit", to, about }) as const;

it("goes back and forth", () => {
  let history = [edit("b"), edit("c")].reduce(advance<string>, begin("a"));
  history = advance(advance(history, { do: "undo" }), { do: "undo" });
  expect(history.now).toBe("a");
  expect(advance(history, { do: "undo" })).toBe(history);
  expect(advance(history, { do: "redo" }).now).toBe("b");
  expect(advance(advance(history, edit("x")), { do: "redo" }).now).toBe("x");
});

it("takes typing into one field back as a whole", () => {
  const history = [edit("ab", "name"), edit("abc", "name"), edit("abc!", "other")].reduce(
    advance<string>,
    begin("a"),
  );
  expect(history.past).toEqual(["a", "abc"]);
});
