import { Link } from "@tanstack/react-router";
import { useAll } from "@/api/all";
import { Bars } from "@/charts/bars";
import { daysOf } from "@/features/data/model";
import { count, percent } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Figure, Numbers } from "@/ui/numbers";
import { Answer } from "@/ui/states";
import { UsedBy } from "@/ui/used-by";
import { Part } from "@/ui/workbench";
import { type Figures, useFigures } from "../figures";
import { type OfferBody, offerOf, PRIORITY, ranked } from "../model";
import css from "../offers.module.css";

interface Props {
  offer: string;
  name: string;
  body: OfferBody;
}

/** How often it was proposed, what it stands among, and which templates propose it. */
export function Beside({ offer, name, body }: Props) {
  return (
    <div className="in-order">
      <Proposed offer={offer} />
      {(body.placements ?? []).map((place) => (
        <Part key={place} title={`In order at ${place}`}>
          <Order place={place} offer={offer} name={name} body={body} />
        </Part>
      ))}
      <Part title="Proposed by">
        <UsedBy kind="offer" id={offer} nothing="No template asks for its places yet." />
      </Part>
    </div>
  );
}

function Proposed({ offer }: { offer: string }) {
  const figures = useFigures();
  const last = figures.data?.get(offer)?.last_at;
  return (
    <Part title="Proposed" aside={last && <Moment at={last} />}>
      <Answer of={figures} lines={3}>
        {(all) => <Counted own={all.get(offer)} />}
      </Answer>
    </Part>
  );
}

function Counted({ own }: { own: Figures | undefined }) {
  if (!own)
    return <p className="quiet">Not proposed to anybody yet. It counts once a message with it was sent.</p>;
  return (
    <>
      <Numbers look="thirds" className={css.figures}>
        <Figure name="Times">{count(own.proposed)}</Figure>
        <Figure name="People">{count(own.people)}</Figure>
        <Figure name="Clicked">{percent(own.clicked / own.proposed)}</Figure>
      </Numbers>
      <Bars label="Proposals, day by day" bars={daysOf(own.days)} />
      <p className={css.note}>The last 30 days; “Clicked” is any link of a message with it.</p>
    </>
  );
}

/** Whom it comes before at a place, and who comes before it. */
function Order({ place, offer, name, body }: Props & { place: string }) {
  const all = useAll("offers");
  const others = (all.data ?? [])
    .filter((one) => one.id !== offer && one.state === "live")
    .map((one) => ({ id: one.id, name: one.name, body: offerOf(one as never) }))
    .filter((one) => one.body.placements?.includes(place));
  return (
    <ol className={css.order}>
      {ranked([...others, { id: offer, name, body }]).map((one) => (
        <li key={one.id} aria-current={one.id === offer ? "true" : undefined}>
          {one.id === offer ? (
            <span className="clip">{one.name}</span>
          ) : (
            <Link to="/offers/$id" params={{ id: one.id }} className="clip">
              {one.name}
            </Link>
          )}
          <span className="quiet figure">
            {one.body.fallback ? "stands in" : (one.body.priority ?? PRIORITY)}
          </span>
        </li>
      ))}
    </ol>
  );
}
