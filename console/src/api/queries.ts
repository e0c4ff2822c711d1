import { notifyManager, QueryClient } from "@tanstack/react-query";
import { isBusy, Problem } from "./problem";

declare module "@tanstack/react-query" {
  interface Register {
    defaultError: Problem;
  }
}

// What is known is drawn at once: by a timer, as it would be, the browser first paints a page that lacks it.
notifyManager.setScheduler(queueMicrotask);

/**
 * What was fetched, shared by all screens. What the server refused is not asked again; what it didn't hear is, and what
 * it had no room for.
 */
export const queries = new QueryClient({
  defaultOptions: {
    // A server of one's own answers without the internet too; that it does not is said, and not waited for.
    mutations: { networkMode: "always" },
    queries: {
      networkMode: "always",
      staleTime: 10_000,
      // What nobody answered is asked until somebody does, as long as it is looked at.
      refetchInterval: ({ state }) =>
        state.error instanceof Problem && state.error.status === 0 ? 5_000 : false,
      retry: (count, error) =>
        error instanceof Problem && (error.status === 0 ? count < 2 : isBusy(error) && count < 4),
      refetchOnWindowFocus: false,
    },
  },
});
