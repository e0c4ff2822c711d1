import { IconChartDots3, IconHeadset } from "@tabler/icons-react";
import { createRoute } from "@tanstack/react-router";
import type { NavEntry } from "@/shell/feature";
import { shellRoute } from "@/shell/root";
import { lazyRouteComponent } from "@/shell/screen";

export const routes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/",
    component: lazyRouteComponent(() => import("./page"), "FirstPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/overview",
    component: lazyRouteComponent(() => import("./page"), "OverviewPage"),
  }),
] as const;

const OTHERS = ["admin", "editor", "viewer"];

export const nav: NavEntry[] = [
  {
    group: "",
    order: 1,
    label: "Overview",
    to: "/",
    icon: IconChartDots3,
    keywords: "home today changes",
    roles: OTHERS,
  },
  { group: "", order: 1, label: "Desk", to: "/", icon: IconHeadset, keywords: "home call", roles: ["agent"] },
  {
    group: "",
    order: 3,
    label: "Overview",
    to: "/overview",
    icon: IconChartDots3,
    keywords: "today changes",
    roles: ["agent"],
  },
];
