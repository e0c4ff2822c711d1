import { TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { client } from "@/api/client";
import { saysFault } from "@/api/problem";
import { Said } from "@/ui/said";
import type { Node } from "../cxl";
import css from "./builder.module.css";

/** A condition that no form stands for, as text: readable, changeable, and kept exactly as it is until then. */
export function TextRow({
  node,
  set,
  inEvent = false,
}: {
  node: Node;
  set: (node: Node, not?: boolean) => void;
  inEvent?: boolean;
}) {
  const [text, setText] = useState("");
  const [fault, setFault] = useState("");
  const shown = JSON.stringify(node);

  useEffect(() => {
    const stop = new AbortController();
    // What stands inside an event is only readable inside one.
    const tree = inEvent ? { op: "did", events: { type: "x", where: JSON.parse(shown) } } : JSON.parse(shown);
    client
      .POST("/api/v1/expressions/check", { body: { tree }, signal: stop.signal })
      .then(({ data }) => setText((data?.text ?? "").replace(inEvent ? /^did x where / : /^/, "")))
      .catch(() => undefined);
    return () => stop.abort();
  }, [shown, inEvent]);

  async function take() {
    const expression = inEvent ? `did x where (${text})` : text;
    const { data } = await client.POST("/api/v1/expressions/check", { body: { expression } });
    const tree = data?.tree as Node | null | undefined;
    if (!tree) {
      const [problem] = data?.problems ?? [];
      setFault(saysFault(problem ?? { message: "this can’t be read" }));
      return;
    }
    setFault("");
    const { v: _version, ...read } = tree;
    const events = (read as unknown as { events?: { where?: Node } }).events;
    set(inEvent ? (events?.where ?? node) : (read as Node), false);
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
