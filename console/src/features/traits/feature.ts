import { IconCalculator, IconPlus } from "@tabler/icons-react";
import { createRoute } from "@tanstack/react-router";
import { type Show, showIn } from "@/api/document";
import { creating } from "@/shell/documents";
import type { Deed, NavEntry, Shelf } from "@/shell/feature";
import { shellRoute } from "@/shell/root";
import { lazyRouteComponent } from "@/shell/screen";

export const routes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/traits",
    validateSearch: creating,
    component: lazyRouteComponent(() => import("./page"), "TraitsPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/traits/$id",
    validateSearch: (search: Record<string, unknown>): { tab?: "versions"; show?: Show } => ({
      ...(search.tab === "versions" ? { tab: "versions" as const } : {}),
      ...showIn(search),
    }),
    component: lazyRouteComponent(() => import("./trait"), "TraitPage"),
  }),
] as const;

export const nav: NavEntry[] = [
  {
    group: "Audience",
    order: 2,
    label: "Traits",
    to: "/traits",
    icon: IconCalculator,
    keywords: "computed attributes values lifetime spend orders",
    scope: "documents:read",
  },
];

export const shelves: Shelf[] = [
  {
    kind: "trait",
    heading: "Traits",
    icon: IconCalculator,
    to: (id) => `/traits/${id}`,
    scope: "documents:read",
  },
];

export const deeds: Deed[] = [
  {
    label: "New trait",
    to: "/traits",
    search: { create: true },
    icon: IconPlus,
    keywords: "computed attribute",
    scope: "documents:write",
  },
];
