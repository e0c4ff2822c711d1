import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";

/** Whether a list asks what a new one is called, and how it begins and stops to; the address says so, for ⌘K leads there. */
export function useCreating(): [boolean, { open: () => void; close: () => void }] {
  const { create } = useSearch({ strict: false }) as { create?: boolean };
  const navigate = useNavigate();
  const act = useMemo(() => {
    const ask = (wanted: boolean) =>
      void navigate({
        to: ".",
        search: ((before: object) => ({ ...before, create: wanted || undefined })) as never,
        replace: true,
      });
    return { open: () => ask(true), close: () => ask(false) };
  }, [navigate]);
  return [create === true, act];
}
