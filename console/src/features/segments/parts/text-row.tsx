import { TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { client } from "@/api/client";
import { saysFault } from "@/api/problem";
import { Said } from "@/ui/said";
import { type Node, path } from "../cxl";
import type { Root } from "../lists";
import css from "./builder.module.css";

interface Around {
  put: (node: Node) => Node;
  text: (inner: string) => string;
  take: (whole: Node) => Node | undefined;
  /** What is left of the whole in its text. */
  says: RegExp;
}

const BARE: Around = {
  put: (node) => node,
  text: (inner) => inner,
  take: (whole) => whole,
  says: /^([\s\S]*)$/,
};

const AROUND: Record<Root, Around> = {
  profile: BARE,
  context: BARE,
  event: {
    put: (where) => ({ op: "did", events: { type: "x", where } }),
    text: (inner) => `did x where (${inner})`,
    take: (whole) => (whole.events as { where?: Node } | undefined)?.where,
    says: /^did x where ([\s\S]*)$/,
  },
  item: {
    put: (test) => ({ op: "quantified", name: "any", array: path("profile", "x"), test }),
    text: (inner) => `any(profile.x, ${inner})`,
    take: (whole) => whole.test as Node | undefined,
    says: /^any\(profile\.x, ([\s\S]*)\)$/,
  },
};

/** A condition that no form stands for, as text: readable, changeable, and kept exactly as it is until then. */
export function TextRow({
  node,
  set,
  within = "profile",
}: {
  node: Node;
  set: (node: Node, not?: boolean) => void;
  /** What it is asked of: what stands inside an event, or a list, is only readable inside one. */
  within?: Root;
}) {
  const around = AROUND[within];
  const [text, setText] = useState("");
  const [fault, setFault] = useState("");
  const shown = JSON.stringify(node);

  useEffect(() => {
    const stop = new AbortController();
    const tree = around.put(JSON.parse(shown));
    client
      .POST("/api/v1/expressions/check", { body: { tree }, signal: stop.signal })
      .then(({ data }) => setText((data?.text ?? "").replace(around.says, "$1")))
      .catch(() => undefined);
    return () => stop.abort();
  }, [shown, around]);

  async function take() {
    const expression = around.text(text);
    const { data } = await client.POST("/api/v1/expressions/check", { body: { expression } });
    const tree = data?.tree as Node | null | undefined;
    if (!tree) {
      const [problem] = data?.problems ?? [];
      setFault(saysFault(problem ?? { message: "this can’t be read" }));
      return;
    }
    setFault("");
    const { v: _version, ...read } = tree;
    set(around.take(read as Node) ?? node, false);
  }

  return (
    <TextInput
      className={css.text}
      aria-label="Condition as text"
      value={text}
      error={fault && <Said text={fault} />}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => void take().catch(() => undefined)}
      onKeyDown={(event) => event.key === "Enter" && void take().catch(() => undefined)}
      spellCheck={false}
    />
  );
}
