import type { ReactNode } from "react";
import { PageHead } from "@/shell/page-head";
import { Strip } from "@/ui/strip";

const PLACES = [
  { to: "/templates", label: "Templates" },
  { to: "/fragments", label: "Fragments" },
];

/** The head of what messages are written of: whole ones, and what many of them say. */
export function WritingHead({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <>
      <PageHead title={title}>{children}</PageHead>
      <Strip label="What messages are written of" places={PLACES} />
    </>
  );
}
