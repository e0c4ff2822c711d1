import { createRootRoute, createRoute, Outlet, redirect } from "@tanstack/react-router";
import { queries } from "@/api/queries";
import { sessionQuery } from "@/api/session";
import { Missing } from "./failures";
import { Frame } from "./frame";
import { SignIn } from "./sign-in";

export const rootRoute = createRootRoute({ component: Outlet });

/** The door: its link carries a token behind `#`. */
export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { next?: string } =>
    typeof search.next === "string" && /^\/(?!\/)/.test(search.next) ? { next: search.next } : {},
  component: SignIn,
});

/** Everything behind the door: sidebar and screen. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  beforeLoad: async ({ location }) => {
    try {
      await queries.ensureQueryData(sessionQuery);
    } catch (error) {
      if ((error as { status?: number }).status !== 401) throw error;
      throw redirect({ to: "/sign-in", search: location.href === "/" ? {} : { next: location.href } });
    }
  },
  component: Frame,
});

/** An address that leads nowhere, with the ways on beside it. */
export const missingRoute = createRoute({ getParentRoute: () => shellRoute, path: "$", component: Missing });
