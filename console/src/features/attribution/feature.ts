import { IconGitMerge } from "@tabler/icons-react";
import { createRoute } from "@tanstack/react-router";
import type { NavEntry } from "@/shell/feature";
import { shellRoute } from "@/shell/root";
import { lazyRouteComponent } from "@/shell/screen";
import type { Asked } from "./model";

export const routes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/attribution",
    validateSearch: (search: Record<string, unknown>): { ask?: Partial<Asked>; model?: string } => ({
      ask: search.ask && typeof search.ask === "object" ? search.ask : undefined,
      model: typeof search.model === "string" ? search.model : undefined,
    }),
    component: lazyRouteComponent(() => import("./page"), "AttributionPage"),
  }),
] as const;

export const nav: NavEntry[] = [
  {
    group: "Insight",
    order: 4,
    label: "Attribution",
    to: "/attribution",
    icon: IconGitMerge,
    keywords: "channel campaign touchpoint markov shapley roi marketing mix credit",
    scope: "insight:read",
  },
];
