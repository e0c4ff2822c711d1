import type { ReactNode } from "react";
import { useMay } from "@/api/session";
import { PageHead } from "@/shell/page-head";
import { Strip } from "@/ui/strip";

/** The head of every part of consent. */
export function ConsentHead({ title, children }: { title: string; children?: ReactNode }) {
  const places = [
    { to: "/consent", label: "Purposes", shown: true },
    { to: "/consent/page", label: "Preference page", shown: true },
    { to: "/consent/suppressed", label: "Suppressed addresses", shown: useMay("suppressions:read") },
  ];
  return (
    <>
      <PageHead title={title}>{children}</PageHead>
      <Strip label="Consent" places={places.filter((place) => place.shown)} />
    </>
  );
}
