import { IconPlus, IconUsersGroup } from "@tabler/icons-react";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { readAll } from "@/api/all";
import { showIn } from "@/api/document";
import type { CommandSource, NavEntry } from "@/shell/feature";
import { shellRoute } from "@/shell/root";

/** How a segment is shown. */
export type SegmentTab = "overview" | "members" | "past" | "versions" | "text";
const TABS: SegmentTab[] = ["members", "past", "versions", "text"];

export const routes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/segments",
    component: lazyRouteComponent(() => import("./page"), "SegmentsPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/segments/new",
    staticData: { scope: "documents:write" },
    validateSearch: (search: Record<string, unknown>): { expression?: string } =>
      typeof search.expression === "string" ? { expression: search.expression } : {},
    component: lazyRouteComponent(() => import("./edit"), "NewSegmentPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/segments/$id",
    validateSearch: (search: Record<string, unknown>): { tab?: SegmentTab } =>
      TABS.includes(search.tab as SegmentTab) ? { tab: search.tab as SegmentTab } : {},
    component: lazyRouteComponent(() => import("./segment"), "SegmentPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/segments/$id/edit",
    staticData: { scope: "documents:write" },
    validateSearch: showIn,
    component: lazyRouteComponent(() => import("./edit"), "EditSegmentPage"),
  }),
] as const;

export const nav: NavEntry[] = [
  {
    group: "Audience",
    order: 1,
    label: "Segments",
    to: "/segments",
    icon: IconUsersGroup,
    keywords: "audience cohort",
    scope: "segments:read",
  },
];

export const commands: CommandSource[] = [
  {
    heading: "Segments",
    find: async (typed, go, signal) => {
      const data = await readAll("segments", signal);
      const words = typed.toLowerCase();
      const found = data
        .filter((segment) => words && `${segment.name} ${segment.id}`.toLowerCase().includes(words))
        .slice(0, 6)
        .map((segment) => ({
          id: `segment ${segment.id}`,
          label: segment.name,
          detail: segment.description,
          icon: IconUsersGroup,
          run: () => go(`/segments/${segment.id}`),
        }));
      const create = {
        id: "new segment",
        label: "New segment",
        icon: IconPlus,
        scope: "documents:write",
        run: () => go("/segments/new"),
      };
      return "new segment".includes(words) ? [...found, create] : found;
    },
  },
];
