import { IconUsersGroup } from "@tabler/icons-react";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { CommandSource, NavEntry } from "@/shell/feature";
import { shellRoute } from "@/shell/root";

export const routes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/segments",
    component: lazyRouteComponent(() => import("./page"), "SegmentsPage"),
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

export const commands: CommandSource[] = [];
