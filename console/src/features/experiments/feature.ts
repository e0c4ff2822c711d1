import { IconFlask2 } from "@tabler/icons-react";
import { createRoute } from "@tanstack/react-router";
import type { Deed, NavEntry } from "@/shell/feature";
import { shellRoute } from "@/shell/root";
import { lazyRouteComponent } from "@/shell/screen";

export const routes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/experiments",
    component: lazyRouteComponent(() => import("./page"), "ExperimentsPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/experiments/plan",
    component: lazyRouteComponent(() => import("./plan"), "PlanPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/experiments/$journey",
    validateSearch: (search: Record<string, unknown>): { node?: string } => ({
      node: typeof search.node === "string" ? search.node : undefined,
    }),
    component: lazyRouteComponent(() => import("./experiment"), "ExperimentPage"),
  }),
] as const;

export const nav: NavEntry[] = [
  {
    group: "Insight",
    order: 5,
    label: "Experiments",
    to: "/experiments",
    icon: IconFlask2,
    keywords: "a/b test hold-out lift significance sample size power cuped",
    scope: "insight:read",
  },
];

export const deeds: Deed[] = [
  {
    label: "Plan an experiment",
    to: "/experiments/plan",
    icon: IconFlask2,
    keywords: "sample size power how long",
    scope: "insight:read",
  },
];
