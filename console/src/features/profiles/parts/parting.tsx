import { Button } from "@mantine/core";
import { useAll } from "@/api/all";
import { api, client, type View } from "@/api/client";
import { problemOf } from "@/api/problem";
import { queries } from "@/api/queries";
import { humane, plural } from "@/ui/format";
import { Answer, ErrorNote } from "@/ui/states";
import { tell } from "@/ui/tell";
import { keyOf, type Name } from "../identity-model";
import css from "./identity-detail.module.css";

type Side = View<"ForeseenView">;
type Lookup = { namespace: string; id: string };

/** Whom to part: a name of each. */
export interface Sides {
  one: Lookup;
  other: Lookup;
}

export const byName = ({ namespace, value }: Pick<Name, "namespace" | "value">): Lookup => ({
  namespace,
  id: value,
});
export const byId = (profile: string): Lookup => ({ namespace: "profile", id: profile });

const MOST = 4;

interface Props {
  sides: Sides;
  /** The one that is to go, where a single name is taken off. */
  name?: Name;
  onDone: () => void;
  onCancel: () => void;
}

/** What parting would come to, worked out from the records of each side; then does it, with a way back. */
export function Parting({ sides, name, onDone, onCancel }: Props) {
  const foreseen = api.useQuery("post", "/api/v1/profiles/unmerge/preview", { body: sides });
  const part = api.useMutation("post", "/api/v1/profiles/unmerge", {
    onSuccess: ({ applied }) => {
      tell(applied ? "They are two people again, and stay apart." : "They are being parted.", async () => {
        await client.POST("/api/v1/profiles/merge", { body: sides });
        await queries.invalidateQueries();
      });
      void queries.invalidateQueries();
      onDone();
    },
  });
  return (
    <Answer of={foreseen} lines={6}>
      {({ outcome, one, other }) => {
        const [weaker] = other.identities;
        if (outcome === "apart") return <p className="quiet">They are two people already.</p>;
        if (outcome === "detached" && name && (!weaker || keyOf(weaker) !== keyOf(name))) {
          return (
            <p className="quiet">
              This profile rests on this name: its other names can be unmerged from it, and it can’t be from
              them.
            </p>
          );
        }
        return (
          <section aria-label="What unmerging comes to">
            <h3 className={css.head}>If you unmerge</h3>
            <div className={css.sides}>
              <Foreseen title="Stays this person" side={one} />
              <Foreseen title="Is somebody else" side={other} fresh={outcome === "detached"} />
            </div>
            <p className={css.words}>
              {outcome === "detached"
                ? "What comes with this name from now on begins a profile of its own. What came so far stays here: it was never another’s."
                : "Every record goes back to whom it came with; traits, segments and journeys of both are worked out anew. What was sent stays sent."}{" "}
              No source joins them again: only a merge by hand does.
            </p>
            {part.error && <ErrorNote words={problemOf(part.error).words} />}
            <div className={css.buttons}>
              <Button variant="default" onClick={onCancel}>
                Cancel
              </Button>
              <Button color="red" loading={part.isPending} onClick={() => part.mutate({ body: sides })}>
                Unmerge
              </Button>
            </div>
          </section>
        );
      }}
    </Answer>
  );
}

/** One of the two, as they would be. */
function Foreseen({ title, side, fresh = false }: { title: string; side: Side; fresh?: boolean }) {
  const segments = useAll("segments", { staleTime: 60_000 });
  const names = new Map((segments.data ?? []).map((one) => [one.id, one.name]));
  const shown = side.identities.slice(0, MOST);
  return (
    <div className={css.side}>
      <h4>{title}</h4>
      <ul>
        {shown.map((name) => (
          <li key={keyOf(name)} className="clip" title={`${humane(name.namespace)} ${name.value}`}>
            {name.value}
          </li>
        ))}
        {shown.length < side.identities.length && (
          <li className="quiet">and {plural(side.identities.length - shown.length, "name")} more</li>
        )}
        {side.identities.length === 0 && <li className="quiet">no name of their own</li>}
      </ul>
      <p className="quiet">{fresh ? "No records yet" : plural(side.records, "record")}</p>
      {!fresh && (
        <p className="quiet">
          {side.segments.length > 0
            ? `In ${side.segments.map((id) => names.get(id) ?? id).join(", ")}`
            : "In no segment"}
        </p>
      )}
    </div>
  );
}
