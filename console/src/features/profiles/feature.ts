import { IconAddressBook, IconUser } from "@tabler/icons-react";
import { createRoute } from "@tanstack/react-router";
import { client, type View } from "@/api/client";
import type { CommandSource, NavEntry } from "@/shell/feature";
import { shellRoute } from "@/shell/root";
import { lazyRouteComponent } from "@/shell/screen";
import { humane } from "@/ui/format";
import { nameOf, othersOf } from "./model";

/** How a person is shown: as one thread, for the next call, or by what joins their names. */
export type PersonView = "thread" | "call" | "identity";
const VIEWS: readonly PersonView[] = ["thread", "call", "identity"];

export const routes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/profiles",
    component: lazyRouteComponent(() => import("./page"), "ProfilesPage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/profiles/$id",
    validateSearch: (search: Record<string, unknown>): { view?: PersonView } =>
      VIEWS.includes(search.view as PersonView) ? { view: search.view as PersonView } : {},
    component: lazyRouteComponent(() => import("./person"), "PersonPage"),
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

/** By what somebody was found; what else they are known by, where their name says it already. */
function beside({ by, name, value, profile }: View<"FoundView">): string | undefined {
  if (!value || nameOf(profile).toLowerCase().includes(value.toLowerCase())) return othersOf(profile)[0];
  return by === "attribute" ? `${humane(name ?? "")} ${value}` : value;
}

export const commands: CommandSource[] = [
  {
    find: async (typed, go, signal) => {
      if (typed.length < 2) return [];
      const { data } = await client.POST("/api/v1/profiles/search", {
        body: { text: typed, limit: 5 },
        signal,
      });
      const commands = (data?.items ?? []).map((found) => ({
        id: found.profile.id,
        label: nameOf(found.profile),
        detail: beside(found),
        icon: IconUser,
        run: () => go(`/profiles/${found.profile.id}`),
      }));
      return [{ heading: "People", commands }];
    },
  },
];
