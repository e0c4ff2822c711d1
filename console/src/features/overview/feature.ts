import { IconChartDots3 } from "@tabler/icons-react";
import { createRoute } from "@tanstack/react-router";
import type { NavEntry } from "@/shell/feature";
import { shellRoute } from "@/shell/root";
import { lazyRouteComponent } from "@/shell/screen";

export const routes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/",
    component: lazyRouteComponent(() => import("./page"), "OverviewPage"),
  }),
] as const;

export const nav: NavEntry[] = [
  { group: "", order: 1, label: "Overview", to: "/", icon: IconChartDots3, keywords: "home today changes" },
];
