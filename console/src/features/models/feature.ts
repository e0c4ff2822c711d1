import { IconPlus, IconSparkles } from "@tabler/icons-react";
import { createRoute } from "@tanstack/react-router";
import type { Deed, NavEntry, Shelf } from "@/shell/feature";
import { shellRoute } from "@/shell/root";
import { lazyRouteComponent } from "@/shell/screen";

/** How a model is shown. */
export const TABS = ["report", "people", "versions", "drift", "text"] as const;
export type Tab = (typeof TABS)[number];

export const routes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/models",
    component: lazyRouteComponent(() => import("./page"), "ModelsPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/models/new",
    staticData: { scope: "documents:write" },
    component: lazyRouteComponent(() => import("./new"), "NewModelPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/models/$id",
    validateSearch: (search: Record<string, unknown>): { tab?: Tab; version?: number; bucket?: string } => ({
      tab: TABS.includes(search.tab as Tab) ? (search.tab as Tab) : undefined,
      version: typeof search.version === "number" ? search.version : undefined,
      bucket: typeof search.bucket === "string" ? search.bucket : undefined,
    }),
    component: lazyRouteComponent(() => import("./model-page"), "ModelPage"),
  }),
] as const;

export const nav: NavEntry[] = [
  {
    group: "Insight",
    order: 3,
    label: "Models",
    to: "/models",
    icon: IconSparkles,
    keywords: "prediction propensity churn lifetime value score machine learning customer ai",
    scope: "documents:read",
  },
];

export const shelves: Shelf[] = [
  { kind: "model", heading: "Models", icon: IconSparkles, to: (id) => `/models/${id}` },
];

export const deeds: Deed[] = [
  {
    label: "New model",
    to: "/models/new",
    icon: IconPlus,
    keywords: "prediction score train",
    scope: "documents:write",
  },
];
