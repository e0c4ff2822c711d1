import { IconRoute } from "@tabler/icons-react";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { readAll } from "@/api/all";
import { type Show, showIn } from "@/api/document";
import type { CommandSource, NavEntry } from "@/shell/feature";
import { shellRoute } from "@/shell/root";

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

export const commands: CommandSource[] = [
  {
    heading: "Journeys",
    find: async (typed, go, signal) => {
      const data = await readAll("journeys", signal);
      const wanted = typed.toLowerCase();
      return data
        .filter((journey) => `${journey.name} ${journey.id}`.toLowerCase().includes(wanted))
        .slice(0, 5)
        .map((journey) => ({
          id: `journey:${journey.id}`,
          label: journey.name,
          detail: "Journey",
          icon: IconRoute,
          run: () => go(`/journeys/${journey.id}`),
        }));
    },
  },
];
