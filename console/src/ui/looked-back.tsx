import { Tabs } from "@mantine/core";
import type { ReactNode } from "react";
import type { View } from "@/api/client";
import { PageHead } from "@/shell/page-head";
import { AsText, Changes } from "./document-text";
import { Sheet } from "./sheet";
import { DocumentStatus } from "./status";
import tabs from "./tabs.module.css";
import { Versions } from "./versions";

interface TabsProps {
  /** Of what they are the parts, for those who hear it. */
  label: string;
  parts: readonly { value: string; label: string }[];
  value: string;
  onChange: (value: string) => void;
}

/** The ways between the parts of a document. */
export function PartTabs({ label, parts, value, onChange }: TabsProps) {
  return (
    <Tabs className={tabs.tabs} value={value} onChange={(next) => onChange(next ?? "")}>
      <Tabs.List aria-label={label}>
        {parts.map((part) => (
          <Tabs.Tab key={part.value} value={part.value}>
            {part.label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
}

interface Props {
  /** As in the catalog: `trait`. */
  kind: string;
  head: View<"DocumentView">;
  /** The list that it stands in. */
  list: { label: string; to: string };
  /** Ways to the other parts of the document. */
  tabs: ReactNode;
}

/** How a document came to be as it is: its versions, and everything that was done with it. */
export function LookedBack({ kind, head, list, tabs: ways }: Props) {
  const { id, name } = head;
  return (
    <>
      <PageHead title={name || id} crumb={list} status={<DocumentStatus {...head} />}>
        {list.to !== "/documents" && <AsText kind={kind} id={id} />}
      </PageHead>
      {ways}
      <Sheet wide>
        <Versions kind={kind} id={id} head={head} />
        <Changes kind={kind} id={id} />
      </Sheet>
    </>
  );
}
