import { Select } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useAll } from "@/api/all";
import { api } from "@/api/client";
import { channelName } from "@/ui/format";
import type { Path, RawNode } from "../model/document";
import { NameField, TextField } from "./fields";
import css from "./inspector.module.css";
import { KeyValues } from "./key-values";

interface Props {
  /** Where the step stands in the document. */
  at: string;
  node: RawNode;
  write: (path: Path, value: unknown) => void;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** A message: which template, for which purpose. By which channel it goes is the template's to say. */
export function SendFields({ at, node, write }: Props) {
  const templates = useAll("templates");
  const purposes = api.useQuery("get", "/api/v1/purposes");
  const channelOf = (id: string) => {
    const found = templates.data?.find((one) => one.id === id) as { channel?: string } | undefined;
    return found?.channel;
  };
  const name = textOf(node.send);
  const channel = textOf(node.channel) || "email";
  const written = channelOf(name);
  const purpose = textOf(node.purpose) || "marketing";
  const known = purposes.data?.items ?? [];
  // Whoever types faster than the templates come gets the right channel all the same.
  const missing = written !== undefined && written !== "email" && node.channel === undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each template, not for each change of the step.
  useEffect(() => {
    if (missing) write(["channel"], written);
  }, [missing, written]);
  const topics = Object.entries(known.find((one) => one.id === purpose)?.topics ?? {});
  return (
    <>
      <NameField
        label="Template"
        naming="template"
        at={`${at}/send`}
        value={name || undefined}
        onChange={(value) => {
          const { channel: _, ...rest } = node;
          const own = channelOf(value ?? "") ?? node.channel;
          write([], { ...rest, send: value ?? "", ...(own && own !== "email" ? { channel: own } : {}) });
        }}
      />
      {written !== undefined && written === channel ? (
        <p className={css.hint}>
          {channel === "local" ? "Stays in the local outbox" : `Goes by ${channelName(channel)}`}, for which
          it is written.{" "}
          <Link to="/templates/$id" params={{ id: name }} className="link" target="_blank">
            Look at it
          </Link>
        </p>
      ) : (
        <TextField
          label="Channel"
          placeholder="email"
          value={textOf(node.channel) || undefined}
          onChange={(value) => write(["channel"], value)}
        />
      )}
      <Select
        label="Purpose"
        description="Whoever has not agreed to it gets nothing"
        data={[
          ...known.map((one) => ({ value: one.id, label: one.name || one.id })),
          ...(known.some((one) => one.id === purpose) ? [] : [{ value: purpose, label: purpose }]),
        ]}
        value={purpose}
        allowDeselect={false}
        onChange={(value) => {
          const { purpose: _, topic: _t, ...rest } = node;
          write([], { ...rest, ...(value && value !== "marketing" ? { purpose: value } : {}) });
        }}
      />
      {(topics.length > 0 || textOf(node.topic)) && (
        <Select
          label="Topic"
          placeholder="Any of this purpose"
          clearable
          data={topics.map(([id, label]) => ({ value: id, label }))}
          value={textOf(node.topic) || null}
          onChange={(value) => write(["topic"], value ?? undefined)}
        />
      )}
      <KeyValues
        label="Further values for the template"
        values={(node.data ?? {}) as Record<string, unknown>}
        onChange={(values) => write(["data"], Object.keys(values).length ? values : undefined)}
      />
    </>
  );
}
