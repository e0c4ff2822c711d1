import { IconUsersGroup } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { api, client } from "@/api/client";
import { usePages } from "@/api/pages";
import { Charted } from "@/charts/charted";
import { Columns, Key } from "@/charts/plot";
import { PersonById } from "@/features/profiles/person-link";
import { Choice } from "@/ui/choice";
import { type Column, DataTable } from "@/ui/data-table";
import { count, humane, percent } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Answer, EmptyState } from "@/ui/states";
import { BUCKETS, type Model, type Scored, saysReason, saysScore, saysValue } from "../model";
import css from "../models.module.css";

const PAGE = 100;
/** How many reasons a line has room for. */
const SHOWN = 2;
/** Bands are steps of one scale: a high score is no danger, only more of what was asked. */
const STRENGTH = { low: 0.4, medium: 0.68, high: 1 };

interface Props {
  model: Model;
  bucket: string;
  choose: (bucket: string | undefined) => void;
}

/** How scores are spread, and who has which, with the reasons of each. */
export default function People({ model, bucket, choose }: Props) {
  const spread = api.useQuery("get", "/api/v1/models/{document_id}/scores", {
    params: { path: { document_id: model.id } },
  });
  // Asked beside how they are spread, not after it.
  const people = useScored(model, bucket);
  return (
    <Answer of={spread} lines={10}>
      {(found) =>
        found.people === 0 ? (
          <EmptyState
            icon={IconUsersGroup}
            title="Nobody has been scored yet"
            words={
              model.published === null
                ? "Train a version first; the first usable one is published at once."
                : "“Score now” gives everybody a score. After that the server does it as the document says."
            }
          />
        ) : (
          <div className={css.people}>
            <div className={css.spread}>
              <Charted
                title={`${count(found.people)} people`}
                words={
                  <>
                    Scored {found.at && <Moment at={found.at} />} by version {found.version}
                    {model.task === "value" && "; the last column holds all beyond"}
                  </>
                }
                table={{
                  head: ["From", "To", "People", "Of all"],
                  rows: found.bins.map((bin) => [
                    saysScore(model, bin.low),
                    saysScore(model, bin.high),
                    count(bin.people),
                    percent(bin.people / found.people),
                  ]),
                }}
                aside={
                  <Choice
                    size="xs"
                    aria-label="Who is listed"
                    value={bucket}
                    onChange={(next) => choose(next || undefined)}
                    data={[
                      { value: "", label: "All" },
                      ...BUCKETS.map((each) => ({
                        value: each,
                        label: `${humane(each)} ${count(found.buckets[each] ?? 0)}`,
                      })),
                    ]}
                  />
                }
              >
                <Columns
                  label="People by score"
                  format={count}
                  height={150}
                  every={4}
                  columns={found.bins.map((bin) => ({
                    label: saysScore(model, bin.low),
                    value: bin.people,
                    strength: STRENGTH[bucketOf(bin, found.edges)],
                  }))}
                />
                <Key
                  names={[...BUCKETS]
                    .reverse()
                    .map((each) => ({ key: each, name: humane(each), hue: 0, strength: STRENGTH[each] }))}
                />
              </Charted>
            </div>
            <List model={model} people={people} />
          </div>
        )
      }
    </Answer>
  );
}

/** In which bucket the middle of a bin lies. */
function bucketOf(
  bin: { low: number; high: number },
  edges: Record<string, number | null>,
): "low" | "medium" | "high" {
  const middle = (bin.low + bin.high) / 2;
  if (edges.high != null && middle >= edges.high) return "high";
  return edges.medium != null && middle >= edges.medium ? "medium" : "low";
}

const useScored = (model: Model, bucket: string) =>
  usePages(["scored", "/api/v1/models", model.id, bucket, model.scored_at], (cursor, signal) =>
    client.GET("/api/v1/models/{document_id}/people", {
      params: {
        path: { document_id: model.id },
        query: { limit: PAGE, bucket: bucket as "", cursor },
      },
      signal,
    }),
  );

function List({ model, people }: { model: Model; people: ReturnType<typeof useScored> }) {
  const navigate = useNavigate();
  const value = model.task === "value";
  const columns: Column<Scored>[] = [
    {
      id: "name",
      label: "Person",
      width: "minmax(120px, 1fr)",
      cell: (row) => <PersonById id={row.profile} />,
    },
    {
      id: "said",
      label: value ? "Will be worth" : "Probability",
      width: value ? "190px" : "104px",
      align: "right",
      cell: (row) => (
        <span className="figure">
          {saysScore(model, row.probability)}
          {row.low !== null && row.high !== null && (
            <span className="quiet">{` (${saysScore(model, row.low)} to ${saysScore(model, row.high)})`}</span>
          )}
        </span>
      ),
    },
    {
      id: "score",
      label: "Score",
      width: "64px",
      align: "right",
      wide: true,
      cell: (row) => <span className="figure">{row.score}</span>,
    },
    {
      id: "why",
      label: "Why: ↑ raises it, ↓ lowers it",
      width: "minmax(0, 2.4fr)",
      wide: "below",
      cell: (row) => <Reasons reasons={row.reasons} />,
    },
  ];
  return (
    <Answer of={people} lines={10}>
      {(rows) =>
        rows.length === 0 ? (
          <p className={css.none}>Nobody is in this bucket.</p>
        ) : (
          <DataTable
            label="People by score"
            columns={columns}
            rows={rows}
            rowKey={(row) => row.profile}
            onOpen={(row) => void navigate({ to: "/profiles/$id", params: { id: row.profile } })}
            onEnd={people.more}
          />
        )
      }
    </Answer>
  );
}

/** The strongest reasons on one line, each with the way it pushes. */
export function Reasons({ reasons }: { reasons: Scored["reasons"] }) {
  if (reasons.length === 0)
    return <span className="quiet">how often, how lately and how much they bought</span>;
  return (
    <span className={css.reasons}>
      {reasons.slice(0, SHOWN).map((reason) => (
        <span key={reason.feature} className="clip" title={`${reason.feature} = ${saysValue(reason.value)}`}>
          <i data-up={reason.push > 0} aria-hidden>
            {reason.push > 0 ? "↑" : "↓"}
          </i>
          <span className="unseen">{reason.push > 0 ? "raised by" : "lowered by"}</span>{" "}
          {saysReason(reason.feature, reason.value)}
        </span>
      ))}
      {reasons.length > SHOWN && (
        <span
          className="quiet"
          title={reasons
            .slice(SHOWN)
            .map((reason) => saysReason(reason.feature, reason.value))
            .join("\n")}
        >
          +{reasons.length - SHOWN}
        </span>
      )}
    </span>
  );
}
