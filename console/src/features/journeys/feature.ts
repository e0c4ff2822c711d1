import { IconPlus, IconRoute } from "@tabler/icons-react";
import { createRoute } from "@tanstack/react-router";
import { type Show, showIn } from "@/api/document";
import type { Deed, NavEntry, Shelf } from "@/shell/feature";
import { shellRoute } from "@/shell/root";
import { lazyRouteComponent } from "@/shell/screen";

export const TABS = ["canvas", "people", "report", "simulate", "test", "versions", "text"] as const;
export type Tab = (typeof TABS)[number];

export const routes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/journeys",
    component: lazyRouteComponent(() => import("./page"), "JourneysPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/journeys/new",
    staticData: { scope: "documents:write" },
    validateSearch: (search: Record<string, unknown>): { from?: string } =>
      typeof search.from === "string" ? { from: search.from } : {},
    component: lazyRouteComponent(() => import("./new"), "NewJourneyPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/journeys/$id",
    validateSearch: (search: Record<string, unknown>): { tab?: Tab; step?: string; show?: Show } => ({
      ...(TABS.includes(search.tab as Tab) && search.tab !== "canvas" ? { tab: search.tab as Tab } : {}),
      ...(search.tab === "people" && typeof search.step === "string" ? { step: search.step } : {}),
      ...showIn(search),
    }),
    component: lazyRouteComponent(() => import("./journey"), "JourneyPage"),
  }),
] as const;

export const nav: NavEntry[] = [
  {
    group: "Engage",
    order: 1,
    label: "Journeys",
    to: "/journeys",
    icon: IconRoute,
    keywords: "automation flow campaign workflow",
    scope: "documents:read",
  },
];

export const shelves: Shelf[] = [
  { kind: "journey", heading: "Journeys", icon: IconRoute, to: (id) => `/journeys/${id}` },
];

export const deeds: Deed[] = [
  {
    label: "New journey",
    to: "/journeys/new",
    icon: IconPlus,
    keywords: "template starter",
    scope: "documents:write",
  },
];
