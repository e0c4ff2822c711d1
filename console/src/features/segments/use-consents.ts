import { useMemo } from "react";
import { api } from "@/api/client";
import { channelName } from "@/ui/format";

/** What people call a purpose or a channel that conditions name by its id. */
export function useConsentNames(): (name: string) => string {
  const purposes = api.useQuery("get", "/api/v1/purposes", {}, { staleTime: 60_000 });
  return useMemo(() => {
    const names = new Map((purposes.data?.items ?? []).map((one) => [one.id, one.name]));
    return (name: string) => names.get(name) || channelName(name);
  }, [purposes.data]);
}
