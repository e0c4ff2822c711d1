import { IconFileCode, IconPlus } from "@tabler/icons-react";
import { createRoute } from "@tanstack/react-router";
import { type Show, showIn } from "@/api/document";
import type { Deed, NavEntry } from "@/shell/feature";
import { shellRoute } from "@/shell/root";
import { lazyRouteComponent } from "@/shell/screen";

interface DocumentSearch {
  tab?: "versions";
  show?: Show;
  /** The version whose text is taken up again. */
  from?: number;
}

const kindIn = (search: Record<string, unknown>): { kind?: string } =>
  typeof search.kind === "string" && /^[a-z_]{1,40}$/.test(search.kind) ? { kind: search.kind } : {};

const findIn = ({ find }: Record<string, unknown>): { find?: string } =>
  typeof find === "string" || typeof find === "number" ? { find: String(find).slice(0, 200) } : {};

export const routes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/documents",
    validateSearch: (search: Record<string, unknown>) => ({ ...kindIn(search), ...findIn(search) }),
    component: lazyRouteComponent(() => import("./page"), "DocumentsPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/documents/new",
    staticData: { scope: "documents:write" },
    validateSearch: kindIn,
    component: lazyRouteComponent(() => import("./new"), "NewDocumentPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/documents/$kind/$id",
    validateSearch: (search: Record<string, unknown>): DocumentSearch => ({
      ...(search.tab === "versions" ? { tab: "versions" as const } : {}),
      ...(typeof search.from === "number" && search.from > 0 ? { from: Math.floor(search.from) } : {}),
      ...showIn(search),
    }),
    component: lazyRouteComponent(() => import("./document"), "DocumentPage"),
  }),
] as const;

export const nav: NavEntry[] = [
  {
    group: "Data",
    order: 6,
    label: "Documents",
    to: "/documents",
    icon: IconFileCode,
    keywords: "yaml text as code git brands channels metrics policies namespaces mappings versions",
    scope: "documents:read",
  },
];

export const deeds: Deed[] = [
  {
    label: "New document",
    to: "/documents/new",
    icon: IconPlus,
    keywords: "yaml text brand channel metric policy namespace mapping schema",
    scope: "documents:write",
  },
];
