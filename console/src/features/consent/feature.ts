import { IconPlus, IconShieldCheck } from "@tabler/icons-react";
import { createRoute } from "@tanstack/react-router";
import { creating } from "@/shell/documents";
import type { Deed, NavEntry } from "@/shell/feature";
import { shellRoute } from "@/shell/root";
import { lazyRouteComponent } from "@/shell/screen";

export const routes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/consent",
    validateSearch: creating,
    component: lazyRouteComponent(() => import("./page"), "PurposesPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/consent/page",
    component: lazyRouteComponent(() => import("./preview"), "PreviewPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/consent/suppressed",
    staticData: { scope: "suppressions:read" },
    component: lazyRouteComponent(() => import("./suppressed"), "SuppressedPage"),
  }),
] as const;

export const nav: NavEntry[] = [
  {
    group: "Engage",
    order: 9,
    label: "Consent",
    to: "/consent",
    icon: IconShieldCheck,
    keywords: "purposes topics preferences suppression unsubscribe privacy gdpr",
    scope: "consents:read",
  },
];

export const deeds: Deed[] = [
  {
    label: "Add purpose",
    to: "/consent",
    search: { create: true },
    icon: IconPlus,
    keywords: "new consent",
    scope: "documents:write",
  },
  {
    label: "Preference page, as people see it",
    to: "/consent/page",
    icon: IconShieldCheck,
    keywords: "preview unsubscribe",
    scope: "consents:read",
  },
  {
    label: "Suppressed addresses",
    to: "/consent/suppressed",
    icon: IconShieldCheck,
    keywords: "bounced complaints suppression list",
    scope: "suppressions:read",
  },
];
