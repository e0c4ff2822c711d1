import { Select, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, client, type View } from "@/api/client";
import { useSoon, useWork } from "@/api/live";
import { count } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Answer } from "@/ui/states";
import { DocumentStatus, Status } from "@/ui/status";
import { Changes } from "./changes";
import { Moving } from "./moving";
import css from "./versions.module.css";

type Version = View<"VersionView">;

const IN_FORCE = ["live", "paused"];

/** Every version with who is still on it, what changed from one to the next, and moving people on. */
export default function Versions({ journey }: { journey: View<"JourneyView"> }) {
  const { id } = journey;
  const versions = api.useQuery("get", "/api/v1/journeys/{document_id}/versions", {
    params: { path: { document_id: id } },
  });
  useWork("documents", versions.refetch);
  useSoon(() => void versions.refetch());
  return (
    <div className={css.page}>
      <Answer of={versions}>{({ items }) => <Told id={id} items={items} />}</Answer>
    </div>
  );
}

/** Who made each of the newest versions; asked anew once there is another. */
function useAuthors(id: string, newest: number | undefined): ReadonlyMap<number, string> {
  const { data } = useQuery({
    queryKey: ["versions", "journey", id, "authors", newest],
    queryFn: async ({ signal }) => {
      const { data } = await client.GET("/api/v1/documents/{kind}/{document_id}/versions", {
        params: { path: { kind: "journey", document_id: id }, query: { limit: 100 } },
        signal,
      });
      return data?.items ?? [];
    },
  });
  return new Map(
    (data ?? []).map(({ version, deeds }) => {
      const [first] = deeds.slice(-1);
      return [version, first ? first.name || (first.via === "cli" ? "The command line" : "") : ""];
    }),
  );
}

function Told({ id, items }: { id: string; items: readonly Version[] }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const [against, setAgainst] = useState<number | null>(null);
  const by = useAuthors(id, items[0]?.version);
  const current = chosen ?? items[0]?.version ?? 1;
  const others = items.filter((one) => one.version !== current);
  const before = others.some((one) => one.version === against)
    ? (against as number)
    : (others.find((one) => one.version < current) ?? others[0])?.version;
  const standing = items.find((one) => IN_FORCE.includes(one.state));
  const behind = items.filter((one) => one.version !== standing?.version && one.under_way > 0);
  return (
    <>
      <Table className={css.table} aria-label="Versions">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Version</Table.Th>
            <Table.Th>Status</Table.Th>
            <Table.Th ta="right">Under way</Table.Th>
            <Table.Th>Since</Table.Th>
            <Table.Th visibleFrom="sm">By</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((one) => (
            <Table.Tr key={one.version} data-current={one.version === current}>
              <Table.Td>
                <button
                  type="button"
                  className={`${css.pick} link figure`}
                  aria-label={`Version ${one.version}`}
                  aria-pressed={one.version === current}
                  onClick={() => setChosen(one.version)}
                >
                  {one.version}
                </button>
              </Table.Td>
              <Table.Td>
                {one.state === "archived" && standing ? (
                  <Status>Replaced</Status>
                ) : (
                  <DocumentStatus state={one.state} />
                )}
              </Table.Td>
              <Table.Td ta="right" className="figure">
                {count(one.under_way)}
              </Table.Td>
              <Table.Td>
                <Moment at={one.at} />
              </Table.Td>
              <Table.Td visibleFrom="sm" className="clip">
                {by.get(one.version)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {standing && <Moving id={id} behind={behind} to={standing.version} />}
      <div className={css.head}>
        <h2 className={css.title}>
          {before === undefined ? "The only version: nothing to compare with" : `Version ${current}, against`}
        </h2>
        {before !== undefined && (
          <Select
            aria-label="Against which version"
            size="xs"
            w={120}
            allowDeselect={false}
            data={others.map((one) => ({ value: String(one.version), label: `version ${one.version}` }))}
            value={String(before)}
            onChange={(found) => setAgainst(Number(found))}
          />
        )}
      </div>
      {before !== undefined && <Changes id={id} before={before} after={current} />}
    </>
  );
}
