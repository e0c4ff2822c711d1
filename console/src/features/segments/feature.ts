import { IconPlus, IconUsersGroup } from "@tabler/icons-react";
import { createRoute } from "@tanstack/react-router";
import { showIn } from "@/api/document";
import type { Deed, NavEntry, Shelf } from "@/shell/feature";
import { shellRoute } from "@/shell/root";
import { lazyRouteComponent } from "@/shell/screen";

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

export const shelves: Shelf[] = [
  {
    kind: "segment",
    heading: "Segments",
    icon: IconUsersGroup,
    to: (id) => `/segments/${id}`,
    scope: "segments:read",
  },
];

export const deeds: Deed[] = [
  { label: "New segment", to: "/segments/new", icon: IconPlus, scope: "documents:write" },
];
