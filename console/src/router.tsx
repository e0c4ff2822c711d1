import { createRouter } from "@tanstack/react-router";
import { routeTree } from "./features/registry";
import { Crashed, Missing } from "./shell/failures";

/** Screens are loaded when a link to them is pointed at, so that a click shows them at once. */
export const router = createRouter({
  routeTree,
  defaultPreload: "intent",
  defaultPreloadDelay: 40,
  defaultNotFoundComponent: Missing,
  defaultErrorComponent: Crashed,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
  interface StaticDataRouteOption {
    /** What this screen takes besides what its entry in the sidebar does. */
    scope?: string;
  }
}
