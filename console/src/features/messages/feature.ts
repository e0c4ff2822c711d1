import { IconInbox, IconTemplate } from "@tabler/icons-react";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { client } from "@/api/client";
import { type Show, showIn } from "@/api/document";
import type { CommandSource, NavEntry } from "@/shell/feature";
import { shellRoute } from "@/shell/root";

export interface OutboxSearch {
  status?: string;
  journey?: string;
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
      key: text(search.key),
    }),
    component: lazyRouteComponent(() => import("./outbox"), "OutboxPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/templates",
    component: lazyRouteComponent(() => import("./templates"), "TemplatesPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/templates/$id",
    validateSearch: (search: Record<string, unknown>): { tab?: "report"; show?: Show } => ({
      ...(search.tab === "report" ? { tab: "report" as const } : {}),
      ...showIn(search),
    }),
    component: lazyRouteComponent(() => import("./template"), "TemplatePage"),
  }),
] as const;

export const nav: NavEntry[] = [
  {
    group: "Engage",
    order: 2,
    label: "Templates",
    to: "/templates",
    icon: IconTemplate,
    keywords: "email content message editor mjml",
    scope: "documents:read",
  },
  {
    group: "Engage",
    order: 3,
    label: "Outbox",
    to: "/outbox",
    icon: IconInbox,
    keywords: "messages sent held suppressed deliveries",
    scope: "messages:read",
  },
];

export const commands: CommandSource[] = [
  {
    heading: "Templates",
    find: async (typed, go, signal) => {
      const { data } = await client.GET("/api/v1/templates", { params: { query: { limit: 200 } }, signal });
      const wanted = typed.toLowerCase();
      return (data?.items ?? [])
        .filter((template) => `${template.name} ${template.id}`.toLowerCase().includes(wanted))
        .slice(0, 5)
        .map((template) => ({
          id: `template:${template.id}`,
          label: template.name,
          detail: "Template",
          icon: IconTemplate,
          run: () => go(`/templates/${template.id}`),
        }));
    },
  },
];
