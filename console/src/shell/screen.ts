import { lazyRouteComponent as lazy } from "@tanstack/react-router";
import { answers, isUnfetched, unanswered } from "@/api/away";

/**
 * A screen that is fetched when it is gone to.
 *
 * The router reloads the page where that fails, as it must when the console was built anew. Where nobody answers, the
 * browser would show a page of its own then: that is told as a fault instead.
 */
export const lazyRouteComponent = ((importer: () => Promise<never>, name: never) =>
  lazy(
    () =>
      importer().catch(async (error: unknown) => {
        throw isUnfetched(error) && !(await answers()) ? unanswered() : error;
      }),
    name,
  )) as typeof lazy;
