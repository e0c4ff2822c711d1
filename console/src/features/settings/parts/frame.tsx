import type { ReactNode } from "react";
import { useMay } from "@/api/session";
import { PageHead } from "@/shell/page-head";
import { Strip } from "@/ui/strip";

/** The head of every part of the settings; who may not see a part is not led there. */
export function SettingsHead({ title, children }: { title: string; children?: ReactNode }) {
  const places = [
    { to: "/settings", label: "You", shown: true },
    { to: "/settings/people", label: "People", shown: useMay("accounts:read") },
    { to: "/settings/keys", label: "API keys", shown: useMay("keys:read") },
    { to: "/settings/audit", label: "Audit trail", shown: useMay("audit:read") },
    { to: "/settings/health", label: "Health", shown: true },
  ];
  return (
    <>
      <PageHead title={title}>{children}</PageHead>
      <Strip label="Settings" places={places.filter((place) => place.shown)} />
    </>
  );
}
