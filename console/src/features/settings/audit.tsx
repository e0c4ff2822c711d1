import { Button, Select } from "@mantine/core";
import { IconHistory, IconX } from "@tabler/icons-react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { client } from "@/api/client";
import { usePages } from "@/api/pages";
import { PersonName } from "@/features/profiles/person-link";
import { type Column, DataTable } from "@/ui/data-table";
import { Moment } from "@/ui/moment";
import { Answer, EmptyState } from "@/ui/states";
import { Status, type Tone } from "@/ui/status";
import type { TrailSearch } from "./feature";
import { did, type Entry, placeOf, why } from "./model";
import css from "./parts/audit.module.css";
import { SettingsHead } from "./parts/frame";

const TONES: Record<Entry["outcome"], Tone> = { done: "good", refused: "warn", failed: "bad" };
const OUTCOMES = [
  { value: "", label: "Any outcome" },
  { value: "done", label: "Done" },
  { value: "refused", label: "Refused" },
  { value: "failed", label: "Failed" },
];

/** Who did what, newest first; a click on a person or a thing leaves what concerns it. */
export function AuditPage() {
  const search = useSearch({ from: "/shell/settings/audit" });
  const navigate = useNavigate();
  const trail = usePages(["audit", search], (cursor, signal) =>
    client.GET("/api/v1/audit", { params: { query: { ...search, cursor, limit: 100 } }, signal }),
  );
  const only = (more: TrailSearch) => navigate({ to: "/settings/audit", search: { ...search, ...more } });
  const narrowed = Boolean(search.actor || search.kind || search.object || search.outcome);

  const columns: Column<Entry>[] = [
    {
      id: "who",
      label: "Who",
      width: "minmax(0, 1fr)",
      cell: (entry) => (
        <button type="button" className={css.pick} onClick={() => only({ actor: entry.actor })}>
          {entry.name || "Somebody unknown"}
        </button>
      ),
    },
    {
      id: "did",
      label: "Action",
      width: "minmax(0, 1.4fr)",
      wide: "below",
      cell: (entry) => (
        <span className={css.did}>
          {did(entry.action)} <Thing entry={entry} onPick={only} />
        </span>
      ),
    },
    {
      id: "detail",
      label: "Details",
      wide: true,
      cell: (entry) => <span className="quiet">{why(entry)}</span>,
    },
    {
      id: "outcome",
      label: "Outcome",
      width: "92px",
      cell: (entry) => (
        <Status tone={TONES[entry.outcome]}>
          {entry.outcome.charAt(0).toUpperCase() + entry.outcome.slice(1)}
        </Status>
      ),
    },
    {
      id: "via",
      label: "Via",
      width: "96px",
      wide: true,
      cell: (entry) => <span className="quiet">{VIA[entry.via]}</span>,
    },
    { id: "at", label: "When", width: "110px", align: "right", cell: (entry) => <Moment at={entry.at} /> },
  ];

  return (
    <>
      <SettingsHead title="Audit trail">
        {narrowed && (
          <Button
            variant="subtle"
            color="gray"
            leftSection={<IconX size={14} />}
            onClick={() => navigate({ to: "/settings/audit", search: {} })}
          >
            Everything
          </Button>
        )}
        <Select
          aria-label="Outcome"
          w={170}
          data={OUTCOMES}
          value={search.outcome ?? ""}
          onChange={(value) => void only({ outcome: (value || undefined) as TrailSearch["outcome"] })}
        />
      </SettingsHead>
      <Answer of={trail}>
        {(rows) =>
          rows.length ? (
            <DataTable
              label="Audit trail"
              columns={columns}
              rows={rows}
              rowKey={(entry) => String(entry.seq)}
              onEnd={trail.more}
            />
          ) : (
            <EmptyState
              icon={IconHistory}
              title={narrowed ? "Nothing of that kind" : "Nothing was changed yet"}
              words="Everything that changes something is listed here: who did it, to what, when, and what came of it. So is every person that an agent looks up."
            />
          )
        }
      </Answer>
    </>
  );
}

const KINDS: Record<string, string> = { profile: "", reject: "quarantined record", business_event: "event" };
const VIA: Record<Entry["via"], string> = { console: "Console", api: "API", cli: "Command line" };

interface ThingProps {
  entry: Entry;
  onPick: (more: TrailSearch) => void;
}

function Thing({ entry, onPick }: ThingProps) {
  if (!entry.object) return null;
  const place = placeOf(entry);
  return (
    <>
      {entry.kind === "account" && entry.object === entry.actor ? null : (
        <button
          type="button"
          className={css.pick}
          title={entry.object}
          onClick={() => onPick({ kind: entry.kind, object: entry.object })}
        >
          {entry.kind !== "account" && `${KINDS[entry.kind] ?? entry.kind} `}
          {entry.kind === "profile" ? (
            <PersonName id={entry.object} />
          ) : (
            entry.called || <code>{entry.object}</code>
          )}
        </button>
      )}
      {place && (
        <Link
          to={place}
          className={`link ${css.go}`}
          aria-label={`Open ${entry.kind} ${entry.called || entry.object}`}
        >
          open
        </Link>
      )}
    </>
  );
}
