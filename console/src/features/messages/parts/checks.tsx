import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { client, type View } from "@/api/client";
import { isAway, sentence } from "@/api/problem";
import { plural } from "@/ui/format";
import { Said } from "@/ui/said";
import css from "../messages.module.css";
import { type TemplateBody, withLack } from "../model/template";
import { nameOf } from "../model/tokens";

interface Props {
  document: Record<string, unknown>;
  body: { brand?: string };
  /** Writes what is said instead of a value that may be unknown; left out where it can't be said apart. */
  setBody?: (change: (body: TemplateBody) => TemplateBody) => void;
  /** What is said where nothing is wrong. */
  fine?: string;
}

/** What keeps it from being published: values that may be unknown, words that the brand forbids, whatever else. */
export function Checks({ document, body, setBody, fine }: Props) {
  const found = useFaults(document);
  if (!found) return null;
  if (found.length === 0) {
    return (
      <p className={css.fine} role="status">
        <IconCircleCheck size={15} stroke={1.7} aria-hidden />
        {fine ??
          (body.brand
            ? "Values, languages and the words of the brand are in order."
            : "Values and languages are in order.")}
      </p>
    );
  }
  return (
    <section className={css.checks} aria-label="Before it goes out">
      <h2>{plural(found.length, "thing")} to mend before it goes out</h2>
      <ul>
        {found.map((fault) => (
          <li key={fault.message}>
            <IconAlertTriangle size={14} stroke={1.7} aria-hidden />
            <div>
              {fault.path && setBody ? (
                <Unknown path={fault.path} setBody={setBody} />
              ) : (
                <>
                  <Said text={sentence(fault.message)} />{" "}
                  <span className="quiet">
                    <Said text={sentence(fault.hint)} />
                  </span>
                </>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A value that a person may not have: what stands for it, or that the message waits. */
function Unknown({ path, setBody }: { path: string; setBody: NonNullable<Props["setBody"]> }) {
  const [text, setText] = useState("");
  const name = nameOf(path);
  return (
    <form
      className={css.unknown}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) setBody((now) => withLack(now, path, { instead: text.trim() }));
      }}
    >
      <span>
        <b title={path}>{name}</b> may be unknown. Then say
      </span>
      <TextInput
        aria-label={`Instead of ${name}`}
        placeholder="there"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" size="compact-sm" disabled={!text.trim()}>
        Use
      </Button>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        onClick={() => setBody((now) => withLack(now, path, "held"))}
      >
        Hold the message
      </Button>
    </form>
  );
}

interface Fault {
  message: string;
  hint: string;
  /** The value that may be unknown, if that is the fault. */
  path?: string;
}

/** What publishing would say, asked a moment after each change; undefined until it is known. */
function useFaults(document: Record<string, unknown>): Fault[] | undefined {
  const said = JSON.stringify({ documents: [{ kind: "template", ...document }] });
  const [settled] = useDebouncedValue(said, 600);
  const asked = useQuery({
    queryKey: ["document-check", settled],
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: (_, reason) => isAway(reason),
    queryFn: async ({ signal }): Promise<Fault[]> => {
      const { data } = await client.POST("/api/v1/plan", { body: JSON.parse(settled), signal });
      return faultsOf(data?.faults ?? []);
    },
  });
  return asked.data;
}

/** Each once, though a value may be missing in several parts. */
function faultsOf(told: readonly View<"FaultyView">[]): Fault[] {
  const found = new Map<string, Fault>();
  for (const { message, hint, code, about } of told) {
    const path = code === "may_be_missing" ? about : undefined;
    const key = path ?? message;
    if (!found.has(key)) found.set(key, { message, hint: hint ?? "", path });
  }
  return [...found.values()];
}
