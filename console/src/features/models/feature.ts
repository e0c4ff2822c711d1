import { IconPlus, IconSparkles } from "@tabler/icons-react";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { client } from "@/api/client";
import type { CommandSource, NavEntry } from "@/shell/feature";
import { shellRoute } from "@/shell/root";

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

export const commands: CommandSource[] = [
  {
    heading: "Models",
    find: async (typed, go, signal) => {
      const words = typed.toLowerCase();
      if (!words) return [];
      const { data } = await client.GET("/api/v1/models", { signal });
      const found = (data?.items ?? [])
        .filter((model) => `${model.name} ${model.id}`.toLowerCase().includes(words))
        .slice(0, 6)
        .map((model) => ({
          id: `model ${model.id}`,
          label: model.name,
          icon: IconSparkles,
          run: () => go(`/models/${model.id}`),
        }));
      const create = {
        id: "new model",
        label: "New model",
        icon: IconPlus,
        scope: "documents:write",
        run: () => go("/models/new"),
      };
      return "new model".includes(words) ? [...found, create] : found;
    },
  },
];
