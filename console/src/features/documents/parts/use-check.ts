import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { client, type View } from "@/api/client";

type Checked = View<"TextCheckView">;

/** What is to be said of a text a moment after it was changed; `whole` once that is of the text as it is now. */
export function useCheck(text: string, kind?: string, id?: string) {
  const [late] = useDebouncedValue(text, 250);
  const checked = useQuery({
    queryKey: ["checked-text", kind, id, late],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Checked> => {
      const body = { text: late, kind: kind ?? null, id: id ?? null };
      return (await client.POST("/api/v1/documents/check", { body, signal })).data as Checked;
    },
  });
  return { ...checked, whole: late === text && !checked.isPlaceholderData && checked.data !== undefined };
}
