import { IconChartDots2, IconLayoutDashboard, IconPlus } from "@tabler/icons-react";
import { createRoute } from "@tanstack/react-router";
import { type Show, showIn } from "@/api/document";
import { creating } from "@/shell/documents";
import type { Deed, NavEntry, Shelf } from "@/shell/feature";
import { shellRoute } from "@/shell/root";
import { lazyRouteComponent } from "@/shell/screen";
import { type Asked, isTopic, type Topic } from "./model";

/** How a dashboard is looked at: what is asked otherwise than it says, and whether it is edited. */
interface BoardSearch {
  period?: string;
  compare?: boolean;
  among?: string;
  edit?: boolean;
  show?: Show;
}

export const routes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/insight",
    validateSearch: (search: Record<string, unknown>): { topic?: Topic; ask?: Partial<Asked> } => ({
      topic: isTopic(search.topic) ? search.topic : undefined,
      ask: search.ask && typeof search.ask === "object" ? search.ask : undefined,
    }),
    component: lazyRouteComponent(() => import("./page"), "InsightPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/dashboards",
    validateSearch: creating,
    component: lazyRouteComponent(() => import("./dashboards"), "DashboardsPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/dashboards/$id",
    validateSearch: (search: Record<string, unknown>): BoardSearch => ({
      period: typeof search.period === "string" ? search.period : undefined,
      compare: typeof search.compare === "boolean" ? search.compare : undefined,
      among: typeof search.among === "string" ? search.among : undefined,
      edit: search.edit === true || undefined,
      ...showIn(search),
    }),
    component: lazyRouteComponent(() => import("./dashboard"), "DashboardPage"),
  }),
] as const;

export const nav: NavEntry[] = [
  {
    group: "Insight",
    order: 1,
    label: "Dashboards",
    to: "/dashboards",
    icon: IconLayoutDashboard,
    keywords: "metrics figures report",
    scope: "insight:read",
  },
  {
    group: "Insight",
    order: 2,
    label: "Explore",
    to: "/insight",
    icon: IconChartDots2,
    keywords: "insight funnel paths sankey retention cohorts trend friction rfm lifecycle analytics",
    scope: "insight:read",
  },
];

export const shelves: Shelf[] = [
  {
    kind: "dashboard",
    heading: "Dashboards",
    icon: IconLayoutDashboard,
    to: (id) => `/dashboards/${id}`,
    scope: "insight:read",
  },
];

export const deeds: Deed[] = [
  {
    label: "New dashboard",
    to: "/dashboards",
    search: { create: true },
    icon: IconPlus,
    keywords: "board tiles metrics report",
    scope: "documents:write",
  },
];
