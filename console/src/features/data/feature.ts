import {
  IconActivity,
  IconAlertSquareRounded,
  IconBinaryTree2,
  IconPlugConnected,
  IconPlus,
  IconTableImport,
} from "@tabler/icons-react";
import { createRoute } from "@tanstack/react-router";
import { type Show, showIn } from "@/api/document";
import { creating } from "@/shell/documents";
import type { Deed, NavEntry, Shelf } from "@/shell/feature";
import { shellRoute } from "@/shell/root";
import { lazyRouteComponent } from "@/shell/screen";
import { useHeld } from "./use-held";

const text = (value: unknown): string | undefined => (typeof value === "string" && value ? value : undefined);

export const routes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/data/sources",
    validateSearch: creating,
    component: lazyRouteComponent(() => import("./sources"), "SourcesPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/data/sources/$id",
    component: lazyRouteComponent(() => import("./source"), "SourcePage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/data/sources/$id/mapping",
    validateSearch: (
      search: Record<string, unknown>,
    ): { show?: Show; mapping?: string; tab?: "versions" } => ({
      ...showIn(search),
      mapping: text(search.mapping),
      ...(search.tab === "versions" ? { tab: "versions" } : {}),
    }),
    component: lazyRouteComponent(() => import("./mapping/page"), "MappingPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/data/live",
    component: lazyRouteComponent(() => import("./live"), "LivePage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/data/schemas",
    validateSearch: (search: Record<string, unknown>): { id?: string } => ({ id: text(search.id) }),
    component: lazyRouteComponent(() => import("./schemas"), "SchemasPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/data/quarantine",
    validateSearch: (
      search: Record<string, unknown>,
    ): { source?: string; reason?: string; aside?: true } => ({
      source: text(search.source),
      reason: text(search.reason),
      aside: search.aside === true || undefined,
    }),
    component: lazyRouteComponent(() => import("./quarantine"), "QuarantinePage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/data/imports",
    validateSearch: creating,
    component: lazyRouteComponent(() => import("./imports"), "ImportsPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/data/imports/$id",
    component: lazyRouteComponent(() => import("./wizard/page"), "ImportPage"),
  }),
] as const;

export const nav: NavEntry[] = [
  {
    group: "Data",
    order: 1,
    label: "Sources",
    to: "/data/sources",
    icon: IconPlugConnected,
    keywords: "add connect a source write keys set up snippets sdk",
    scope: "documents:read",
  },
  {
    group: "Data",
    order: 2,
    label: "Live events",
    to: "/data/live",
    icon: IconActivity,
    keywords: "stream debugger",
    scope: "live:read",
  },
  {
    group: "Data",
    order: 3,
    label: "Schemas",
    to: "/data/schemas",
    icon: IconBinaryTree2,
    keywords: "fields labels xdm",
    scope: "documents:read",
  },
  {
    group: "Data",
    order: 4,
    label: "Imports",
    to: "/data/imports",
    icon: IconTableImport,
    keywords: "import a file csv parquet upload mapping",
    scope: "imports:read",
  },
  {
    group: "Data",
    order: 5,
    label: "Quarantine",
    to: "/data/quarantine",
    icon: IconAlertSquareRounded,
    keywords: "rejects errors replay mend",
    scope: "quarantine:read",
    useWaiting: useHeld,
  },
];

export const shelves: Shelf[] = [
  { kind: "source", heading: "Sources", icon: IconPlugConnected, to: (id) => `/data/sources/${id}` },
  { kind: "schema", heading: "Schemas", icon: IconBinaryTree2, to: (id) => `/data/schemas?id=${id}` },
];

const search = { create: true };

export const deeds: Deed[] = [
  {
    label: "Add source",
    to: "/data/sources",
    search,
    icon: IconPlus,
    keywords: "new connect write key",
    scope: "documents:write",
  },
  {
    label: "Import a file",
    to: "/data/imports",
    search,
    icon: IconTableImport,
    keywords: "new csv parquet upload",
    scope: "imports:write",
  },
];
