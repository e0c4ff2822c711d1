import { IconAddressBook } from "@tabler/icons-react";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { CommandSource, NavEntry } from "@/shell/feature";
import { shellRoute } from "@/shell/root";

export const routes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/profiles",
    component: lazyRouteComponent(() => import("./page"), "ProfilesPage"),
  }),
] as const;

export const nav: NavEntry[] = [
  {
    group: "",
    order: 2,
    label: "Profiles",
    to: "/profiles",
    icon: IconAddressBook,
    keywords: "people customers find",
    scope: "profiles:read",
  },
];

export const commands: CommandSource[] = [];
