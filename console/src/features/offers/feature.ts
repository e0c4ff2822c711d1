import { IconGift } from "@tabler/icons-react";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { showIn } from "@/api/document";
import { creating, documentsAsCommands } from "@/shell/documents";
import type { CommandSource, NavEntry } from "@/shell/feature";
import { shellRoute } from "@/shell/root";

export const routes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/offers",
    validateSearch: creating,
    component: lazyRouteComponent(() => import("./page"), "OffersPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/offers/$id",
    validateSearch: showIn,
    component: lazyRouteComponent(() => import("./offer"), "OfferPage"),
  }),
] as const;

export const nav: NavEntry[] = [
  {
    group: "Engage",
    order: 3,
    label: "Offers",
    to: "/offers",
    icon: IconGift,
    keywords: "decisions next best action vouchers eligibility ranking caps",
    scope: "documents:read",
  },
];

export const commands: CommandSource[] = [documentsAsCommands("offers", "Offer", IconGift)];
