import { Button, Tooltip } from "@mantine/core";
import { api, client } from "@/api/client";
import { sentence } from "@/api/problem";
import { useMay } from "@/api/session";
import { Charted } from "@/charts/charted";
import { Ranges } from "@/charts/ranges";
import { figure } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Section, Sheet } from "@/ui/sheet";
import { Answer, EmptyState } from "@/ui/states";
import { Status } from "@/ui/status";
import { tell, tellFault } from "@/ui/tell";
import { Term } from "@/ui/term";
import { blocks, MEANS, type Model, STANDINGS, type Version } from "../model";
import css from "../models.module.css";
import { refreshModels } from "./jobs";

const SHOWN: [name: keyof typeof MEANS, label: string, better: "higher" | "lower"][] = [
  ["auc", "AUC", "higher"],
  ["pr_auc", "PR-AUC", "higher"],
  ["brier", "Brier", "lower"],
  ["ece", "ECE", "lower"],
  ["spearman", "Rank correlation", "higher"],
  ["top_decile", "Best tenth holds", "higher"],
  ["mae", "Off by", "lower"],
];

/** The AUC of drawing lots. */
const CHANCE = 0.5;

/** All versions: the one that scores beside the one that waits, and what stands between. */
export default function Versions({ model, show }: { model: Model; show: (version: number) => void }) {
  const versions = api.useQuery("get", "/api/v1/models/{document_id}/versions", {
    params: { path: { document_id: model.id } },
  });
  return (
    <Answer of={versions} lines={8}>
      {({ items }) => {
        if (items.length === 0) {
          return (
            <EmptyState
              title="There is no version yet"
              words="The first usable version scores at once. Later ones wait here as challengers, beside the champion."
            />
          );
        }
        const champion = items.find((each) => each.standing === "champion");
        const challenger = items[0]?.standing === "candidate" ? items[0] : undefined;
        return (
          <Sheet wide>
            {champion && challenger && <Beside champion={champion} challenger={challenger} />}
            <Section title="All versions">
              <ul className={css.versions}>
                {items.map((version) => (
                  <li key={version.version}>
                    <Row version={version} champion={champion} show={show} />
                  </li>
                ))}
              </ul>
            </Section>
          </Sheet>
        );
      }}
    </Answer>
  );
}

const told = (version: Version) => SHOWN.filter(([name]) => version.figures[name] !== undefined);

/** Champion and challenger on the same figures; each was judged by the latest rows of its own time. */
function Beside({ champion, challenger }: { champion: Version; challenger: Version }) {
  const figures = told(challenger).filter(([name]) => champion.figures[name] !== undefined);
  const rank = figures[0]?.[0] ?? "auc";
  return (
    <Charted
      title="The challenger beside the champion"
      words="Each was judged by the latest rows of its own time, so small differences say little."
      table={{
        head: [
          "Figure",
          `Version ${champion.version}, scores`,
          `Version ${challenger.version}, waits`,
          "Better",
        ],
        rows: figures.map(([name, label, better]) => {
          const [old, fresh] = [champion.figures[name] ?? 0, challenger.figures[name] ?? 0];
          const wins = better === "higher" ? fresh > old : fresh < old;
          return [
            <Term key={name} means={MEANS[name]}>
              {label}
            </Term>,
            figure3(old),
            figure3(fresh),
            fresh === old ? "equal" : wins ? "challenger" : "champion",
          ];
        }),
      }}
    >
      <Ranges
        label="Champion and challenger"
        format={(value) => value.toFixed(3)}
        as="points"
        line={rank === "auc" ? CHANCE : 0}
        ranges={[champion, challenger].map((each, place) => ({
          key: String(each.version),
          name: place === 0 ? `Version ${each.version}, scores` : `Version ${each.version}, waits`,
          value: each.figures[rank] ?? null,
          low: each.figures.auc_low ?? null,
          high: each.figures.auc_high ?? null,
          hue: place === 0 ? 1 : 0,
          note: <span className="quiet">{figures[0]?.[1]}</span>,
        }))}
      />
    </Charted>
  );
}

const figure3 = (value: number) => (Math.abs(value) < 10 ? value.toFixed(3) : figure(value));

interface RowProps {
  version: Version;
  champion: Version | undefined;
  show: (version: number) => void;
}

function Row({ version, champion, show }: RowProps) {
  const may = useMay("documents:write");
  const why = blocks(version);
  const path = { document_id: version.model, number: version.version };
  async function publish(number: number) {
    await client.POST("/api/v1/models/{document_id}/versions/{number}/publish", {
      params: { path: { ...path, number } },
    });
    await refreshModels();
  }
  async function take() {
    try {
      await publish(version.version);
      const before = champion?.version;
      tell(
        `Version ${version.version} scores from the next run on.`,
        before === undefined ? undefined : () => publish(before),
      );
    } catch (error) {
      tellFault(error);
    }
  }
  return (
    <>
      <button type="button" className={`${css.number} link`} onClick={() => show(version.version)}>
        Version {version.version}
      </button>
      <Status tone={STANDINGS[version.standing][1]}>{STANDINGS[version.standing][0]}</Status>
      <span className={css.told2}>
        {told(version)
          .slice(0, 4)
          .map(([name, label]) => (
            <span key={name}>
              <span className="quiet">
                <Term means={MEANS[name]}>{label}</Term>
              </span>{" "}
              <b className="figure">{figure3(version.figures[name] ?? 0)}</b>
            </span>
          ))}
      </span>
      <Moment at={version.trained_at} />
      {version.standing === "champion" ? (
        <span className="quiet">in use</span>
      ) : !may ? (
        <span />
      ) : (
        <Tooltip label={sentence(why)} disabled={why === ""} multiline maw={320}>
          <Button
            variant="default"
            size="compact-sm"
            aria-disabled={version.standing === "refused" || undefined}
            data-disabled={version.standing === "refused" || undefined}
            onClick={() => version.standing !== "refused" && void take()}
          >
            Publish
          </Button>
        </Tooltip>
      )}
      {why && <p className={css.why}>{sentence(why)}</p>}
    </>
  );
}
