import { IconGift, IconPlus } from "@tabler/icons-react";
import { createRoute } from "@tanstack/react-router";
import { type Show, showIn } from "@/api/document";
import { creating } from "@/shell/documents";
import type { Deed, NavEntry, Shelf } from "@/shell/feature";
import { shellRoute } from "@/shell/root";
import { lazyRouteComponent } from "@/shell/screen";

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
    validateSearch: (search: Record<string, unknown>): { tab?: "versions"; show?: Show } => ({
      ...(search.tab === "versions" ? { tab: "versions" as const } : {}),
      ...showIn(search),
    }),
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

export const shelves: Shelf[] = [
  { kind: "offer", heading: "Offers", icon: IconGift, to: (id) => `/offers/${id}` },
];

export const deeds: Deed[] = [
  {
    label: "New offer",
    to: "/offers",
    search: { create: true },
    icon: IconPlus,
    keywords: "voucher",
    scope: "documents:write",
  },
];
