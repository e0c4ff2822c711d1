import { describe, expect, it } from "vitest";
import { lasting } from "@/ui/format";
import { type Body, END, put } from "./document";
import { duplicate, freeName, insert, lead, move, remove, rename, stepped, targetOf } from "./edit";
import { KINDS, kindOf, type Named, OFFERED, saysStep, titleOf, waysOf } from "./kinds";
import { pictureOf } from "./layout";

const cart: Body = {
  entry: { event: "Product Added" },
  exit: [{ event: "Order Completed" }],
  start: "left",
  nodes: {
    left: { wait: "4h", next: "remind" },
    remind: { send: "cart-reminder", next: "day" },
    day: {
      wait_event: [{ event: "message_clicked" }],
      timeout: "1d",
      on_event: "thinking",
      on_timeout: "help",
    },
    thinking: { wait: "2d", next: "help" },
    help: { send: "cart-help", next: "end" },
  },
};

/** Every target of a journey is one of its nodes, or the end. */
function whole(body: Body): boolean {
  const known = new Set([...Object.keys(body.nodes), END]);
  return (
    known.has(body.start ?? END) &&
    Object.values(body.nodes).every((node) => waysOf(node).every((way) => known.has(way.target)))
  );
}

const spots = (body: Body) =>
  Object.entries(body.nodes).flatMap(([from, node]) => waysOf(node).map((way) => ({ from, path: way.path })));

it("says lengths of time in words", () => {
  const said = {
    "1d": "1 day",
    "20s": "20 seconds",
    "2h 30m": "2 hours 30 minutes",
    "1h30m": "1 hour 30 minutes",
  };
  const within = {
    "Wait 2w": "Wait 2 weeks",
    "3mo before it": "3 months before it",
    "list 2d-old": "list 2d-old",
  };
  for (const [short, long] of Object.entries({ ...said, ...within, "": "…" }))
    expect(lasting(short)).toBe(long);
});

describe("kinds", () => {
  it("are called by what they do, and what they name by its name", () => {
    const named: Named = (naming, id) => `${naming} ${id}`;
    expect(titleOf(cart.nodes.left)).toBe("Wait for 4 hours");
    expect(titleOf(cart.nodes.day)).toBe("Wait until message_clicked");
    expect(titleOf(cart.nodes.remind, named)).toBe("Message: template cart-reminder");
    expect(titleOf({ wait_event: [{ left: "vip" }] }, named)).toBe("Wait until not in segment vip");
    expect(titleOf({ repeat: "left", times: 3 }, named)).toBe("Repeat: step left, 3 times");
    expect(titleOf({ join: "" })).toBe("Join");
    expect(titleOf({ nonsense: 1 })).toBe("Unknown step");
  });

  it("are told by their leading field, and say what they do", () => {
    expect(kindOf(cart.nodes.day ?? {})?.label).toBe("Wait for something");
    // biome-ignore lint/suspicious/noThenProperty: the word of the document.
    expect(kindOf({ where: "total > 3", then: "a" })?.field).toBe("if");
    expect(kindOf({ nonsense: 1 })).toBeUndefined();
    expect(saysStep(cart.nodes.day ?? {})).toBe("until message_clicked");
  });

  it("are offered where somebody does them: no other action than those with a step of their own", () => {
    expect(KINDS.filter((kind) => !OFFERED.includes(kind)).map((kind) => kind.field)).toEqual(["do"]);
    expect(saysStep({ do: "add_to", next: "end" })).toBe("add_to");
  });

  it("blank ones are what they say, and lead on", () => {
    for (const kind of KINDS) {
      const blank = kind.blank("there");
      expect(kindOf(blank)).toBe(kind);
      if (kind.field !== "end") expect(waysOf(blank)[0]?.target, kind.field).toMatch(/there|end/);
      expect(saysStep(blank)).toEqual(expect.any(String));
    }
  });
});

describe("editing", () => {
  it("puts a step of any kind on any edge, and what followed still follows", () => {
    for (const spot of [{ from: null } as const, ...spots(cart)]) {
      for (const kind of KINDS) {
        const followed = targetOf(cart, spot);
        const { body, name } = insert(cart, spot, kind.field, kind.blank);
        expect(targetOf(body, spot)).toBe(name);
        expect(whole(body)).toBe(true);
        if (!["end", "repeat"].includes(kind.field))
          expect(waysOf(body.nodes[name] ?? {})[0]?.target).toBe(followed);
      }
    }
  });

  it("takes a step out where it was put in, and nothing else has changed", () => {
    for (const spot of spots(cart)) {
      const { body, name } = insert(cart, spot, "wait", (next) => ({ wait: "1h", next }));
      expect(remove(body, name)).toEqual(cart);
    }
  });

  it("leaves no way that leads nowhere, whatever is taken out", () => {
    for (const name of Object.keys(cart.nodes)) expect(whole(remove(cart, name))).toBe(true);
    const bare = Object.keys(cart.nodes).reduce(remove, cart);
    expect(bare.nodes).toEqual({});
  });

  it("moves a step onto another edge and keeps the rest in order", () => {
    const moved = move(cart, "help", { from: "left", path: ["next"] });
    expect(whole(moved)).toBe(true);
    expect(targetOf(moved, { from: "left", path: ["next"] })).toBe("help");
    expect(targetOf(moved, { from: "help", path: ["next"] })).toBe("remind");
    expect(targetOf(moved, { from: "thinking", path: ["next"] })).toBe(END);
  });

  it("steps up and down along its ways: there and back is where it was", () => {
    const down = stepped(cart, "left", 1);
    expect(down.start).toBe("remind");
    expect(down.nodes.remind).toEqual({ send: "cart-reminder", next: "left" });
    expect(down.nodes.left).toEqual({ wait: "4h", next: "day" });
    expect(stepped(down, "left", -1)).toEqual(cart);
    // Behind a choice it goes on the first of its ways, before one it takes that along which it was led to.
    expect(stepped(cart, "remind", 1).nodes.day).toMatchObject({ on_event: "remind", on_timeout: "help" });
    expect(stepped(cart, "thinking", -1).nodes).toMatchObject({
      remind: { next: "thinking" },
      thinking: { next: "day" },
    });
    for (const name of Object.keys(cart.nodes))
      for (const way of [-1, 1] as const) expect(whole(stepped(cart, name, way))).toBe(true);
    expect(stepped(cart, "left", -1)).toBe(cart);
    expect(stepped(cart, "help", 1)).toBe(cart);
  });

  it("renames a step wherever it is mentioned, and refuses a name that is taken", () => {
    const renamed = rename(cart, "help", "offer");
    expect(Object.keys(renamed.nodes)).toEqual(["left", "remind", "day", "thinking", "offer"]);
    expect(renamed.nodes.day?.on_timeout).toBe("offer");
    expect(rename(cart, "help", "left")).toBe(cart);
    expect(rename(cart, "help", "no good")).toBe(cart);
  });

  it("copies a step behind itself", () => {
    const copied = duplicate(cart, "remind");
    expect(copied?.name).toBe("send");
    expect(copied?.body.nodes.send).toEqual({ send: "cart-reminder", next: "day" });
  });

  it("finds free names", () => {
    expect(freeName(cart, "wait_event")).toBe("wait-event");
    expect(freeName({ ...cart, nodes: { wait: { wait: "1h" } } }, "wait")).toBe("wait-2");
    expect(freeName(cart, "end")).toBe("ended");
  });

  it("changes nothing that it was given", () => {
    const before = structuredClone(cart);
    lead(cart, { from: "day", path: ["on_event"] }, END);
    remove(cart, "day");
    expect(cart).toEqual(before);
    expect(put({ a: [1, { b: 2 }] }, ["a", 1, "b"], 3)).toEqual({ a: [1, { b: 3 }] });
  });
});

describe("layout", () => {
  it("sets every step out below what leads to it, none upon another", () => {
    const { placed, lines } = pictureOf(cart);
    const by = new Map(placed.map((one) => [one.id, one]));
    for (const line of lines) expect(by.get(line.target)?.y).toBeGreaterThan(by.get(line.source)?.y ?? 0);
    for (const one of placed) {
      for (const other of placed) {
        if (one === other) continue;
        const apart =
          one.x + one.width <= other.x ||
          other.x + other.width <= one.x ||
          one.y + one.height <= other.y ||
          other.y + other.height <= one.y;
        expect(apart, `${one.id} and ${other.id}`).toBe(true);
      }
    }
  });

  it("marks a way that leads back", () => {
    const { body } = insert(cart, { from: "help", path: ["next"] }, "repeat", (next) => ({
      repeat: "remind",
      times: 2,
      next,
    }));
    expect(
      pictureOf(body)
        .lines.filter((line) => line.back)
        .map((line) => line.target),
    ).toEqual(["step:remind"]);
  });

  it("sets out a large journey", () => {
    const nodes = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [
        `n${index}`,
        { wait: "1h", next: index < 299 ? `n${index + 1}` : END },
      ]),
    );
    expect(pictureOf({ entry: {}, nodes }).placed).toHaveLength(302);
  });
});
