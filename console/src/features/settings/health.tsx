import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { View } from "@/api/client";
import { FOLDER } from "@/ui/commands";
import { Copied } from "@/ui/copied";
import { Section, Sheet } from "@/ui/sheet";
import { Answer } from "@/ui/states";
import { Status } from "@/ui/status";
import { partOf } from "./model";
import { SettingsHead } from "./parts/frame";

type Check = View<"CheckView">;

/** Whether every part of the server works, and what to do about one that does not. */
export function HealthPage() {
  const ready = useQuery({
    queryKey: ["readyz"],
    queryFn: async ({ signal }): Promise<Check[]> => {
      // Whether all is well or not, it says how each part stands.
      const answer = await fetch("/readyz", { signal, cache: "no-store" });
      return ((await answer.json()) as { checks?: Check[] }).checks ?? [];
    },
  });
  const broken = ready.data?.some((check) => !check.ok);
  return (
    <>
      <SettingsHead title="Health">
        <Button variant="default" loading={ready.isFetching} onClick={() => void ready.refetch()}>
          Look again
        </Button>
      </SettingsHead>
      <Sheet>
        <Answer of={ready} lines={6}>
          {(checks) => (
            <>
              {checks.map((check) => {
                const part = partOf(check.name);
                return (
                  <Section
                    key={check.name}
                    title={part.name}
                    words={check.ok ? part.does : part.mend}
                    aside={
                      <Status tone={check.ok ? "good" : "bad"}>{check.ok ? "Works" : "Does not work"}</Status>
                    }
                  >
                    {check.detail && <p className="quiet figure">{check.detail}</p>}
                  </Section>
                );
              })}
              <Section
                title={broken ? "What to do" : "Looked over from outside"}
                words="Run where Clew is served, this looks at stores, engine, definitions and disk, and says what to do about each."
              >
                <Copied label="the command" text={`clew doctor ${FOLDER}`} />
              </Section>
            </>
          )}
        </Answer>
      </Sheet>
    </>
  );
}
