import { IconInbox, IconPlus, IconPuzzle, IconTemplate } from "@tabler/icons-react";
import { createRoute } from "@tanstack/react-router";
import { type Show, showIn } from "@/api/document";
import { creating } from "@/shell/documents";
import type { Deed, NavEntry, Shelf } from "@/shell/feature";
import { shellRoute } from "@/shell/root";
import { lazyRouteComponent } from "@/shell/screen";

interface OutboxSearch {
  status?: string;
  journey?: string;
  channel?: string;
  profile?: string;
  key?: string;
}

const text = (value: unknown): string | undefined => (typeof value === "string" && value ? value : undefined);

export const routes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/outbox",
    validateSearch: (search: Record<string, unknown>): OutboxSearch => ({
      status: text(search.status),
      journey: text(search.journey),
      channel: text(search.channel),
      profile: text(search.profile),
      key: text(search.key),
    }),
    component: lazyRouteComponent(() => import("./outbox"), "OutboxPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/templates",
    validateSearch: creating,
    component: lazyRouteComponent(() => import("./templates"), "TemplatesPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/templates/$id",
    validateSearch: (search: Record<string, unknown>): { tab?: "report" | "versions"; show?: Show } => ({
      ...(search.tab === "report" || search.tab === "versions" ? { tab: search.tab } : {}),
      ...showIn(search),
    }),
    component: lazyRouteComponent(() => import("./template"), "TemplatePage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/fragments",
    validateSearch: creating,
    component: lazyRouteComponent(() => import("./fragments"), "FragmentsPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/fragments/$id",
    validateSearch: (search: Record<string, unknown>): { tab?: "versions"; show?: Show } => ({
      ...(search.tab === "versions" ? { tab: "versions" as const } : {}),
      ...showIn(search),
    }),
    component: lazyRouteComponent(() => import("./fragment"), "FragmentPage"),
  }),
] as const;

export const nav: NavEntry[] = [
  {
    group: "Engage",
    order: 2,
    label: "Templates",
    to: "/templates",
    icon: IconTemplate,
    also: "/fragments",
    keywords: "email content message editor mjml",
    scope: "documents:read",
  },
  {
    group: "Engage",
    order: 4,
    label: "Outbox",
    to: "/outbox",
    icon: IconInbox,
    keywords: "messages sent held suppressed deliveries",
    scope: "messages:read",
  },
];

export const shelves: Shelf[] = [
  { kind: "template", heading: "Templates", icon: IconTemplate, to: (id) => `/templates/${id}` },
  { kind: "fragment", heading: "Fragments", icon: IconPuzzle, to: (id) => `/fragments/${id}` },
];

const search = { create: true };
const scope = "documents:write";

export const deeds: Deed[] = [
  {
    label: "New template",
    to: "/templates",
    search,
    icon: IconPlus,
    keywords: "email message letter",
    scope,
  },
  { label: "New fragment", to: "/fragments", search, icon: IconPlus, keywords: "block", scope },
  { label: "Fragments", to: "/fragments", icon: IconPuzzle, scope: "documents:read" },
];
