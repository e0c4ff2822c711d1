import { IconPlus, IconSettings } from "@tabler/icons-react";
import { createRoute } from "@tanstack/react-router";
import { creating } from "@/shell/documents";
import type { Deed, NavEntry } from "@/shell/feature";
import { shellRoute } from "@/shell/root";
import { lazyRouteComponent } from "@/shell/screen";

export interface TrailSearch {
  actor?: string;
  kind?: string;
  object?: string;
  outcome?: "done" | "refused" | "failed";
}

const OUTCOMES = ["done", "refused", "failed"] as const;
const text = (value: unknown): string | undefined => (typeof value === "string" && value ? value : undefined);

export const routes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/settings",
    component: lazyRouteComponent(() => import("./page"), "AccountPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/settings/people",
    validateSearch: creating,
    staticData: { scope: "accounts:read" },
    component: lazyRouteComponent(() => import("./people"), "PeoplePage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/settings/keys",
    validateSearch: creating,
    staticData: { scope: "keys:read" },
    component: lazyRouteComponent(() => import("./keys"), "KeysPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/settings/audit",
    staticData: { scope: "audit:read" },
    validateSearch: (search: Record<string, unknown>): TrailSearch => ({
      actor: text(search.actor),
      kind: text(search.kind),
      object: text(search.object),
      outcome: OUTCOMES.find((each) => each === search.outcome),
    }),
    component: lazyRouteComponent(() => import("./audit"), "AuditPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/settings/health",
    component: lazyRouteComponent(() => import("./health"), "HealthPage"),
  }),
] as const;

export const nav: NavEntry[] = [
  {
    group: "foot",
    order: 9,
    label: "Settings",
    to: "/settings",
    icon: IconSettings,
    keywords: "account password people roles keys audit",
  },
];

const icon = IconSettings;

export const deeds: Deed[] = [
  {
    label: "People and roles",
    to: "/settings/people",
    icon,
    keywords: "accounts users invite",
    scope: "accounts:read",
  },
  {
    label: "Invite somebody",
    to: "/settings/people",
    search: { create: true },
    icon: IconPlus,
    keywords: "new account person user",
    scope: "accounts:write",
  },
  {
    label: "New API key",
    to: "/settings/keys",
    search: { create: true },
    icon: IconPlus,
    scope: "keys:write",
  },
  { label: "API keys", to: "/settings/keys", icon, keywords: "revoke new write key", scope: "keys:read" },
  {
    label: "Health: does every part work",
    to: "/settings/health",
    icon,
    keywords: "status doctor engine log",
  },
  {
    label: "Audit trail: who changed what",
    to: "/settings/audit",
    icon,
    keywords: "log history",
    scope: "audit:read",
  },
];
