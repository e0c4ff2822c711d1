import { NumberInput, Slider, Switch, TextInput } from "@mantine/core";
import { ConditionField } from "@/features/segments/parts/condition-field";
import { useSize } from "@/features/segments/use-estimate";
import { count, percent } from "@/ui/format";
import { instantOf, localOf } from "@/ui/local";
import { Section } from "@/ui/sheet";
import { SpanField } from "@/ui/span-field";
import { asFallback, conditionOf, type OfferBody, PRIORITY, withField } from "../model";
import css from "../offers.module.css";

interface Props {
  body: OfferBody;
  setBody: (change: (body: OfferBody) => OfferBody) => void;
}

/** Whom it is for, when it is good, how often somebody gets it, and what goes first. */
export function Rules({ body, setBody }: Props) {
  const condition = conditionOf(body.eligible);
  const put = <Name extends keyof OfferBody>(name: Name, value: OfferBody[Name] | undefined) =>
    setBody((now) => withField(now, name, value));
  const period = (part: "from" | "to", local: string) =>
    setBody((now) => {
      const { [part]: _, ...other } = now.period ?? {};
      const at = instantOf(local);
      return withField(now, "period", at ? { ...other, [part]: at } : other);
    });
  return (
    <>
      <Section title="Whom it is for">
        <Switch
          label="It stands in where no other offer fits"
          description="Then it is for everybody, at any time, so that nobody reads a blank."
          checked={body.fallback ?? false}
          onChange={(event) => {
            const { checked } = event.currentTarget;
            setBody((now) => asFallback(now, checked));
          }}
        />
        {!body.fallback && (
          <>
            <ConditionField
              label="Condition"
              description="Asked when a message is released, to the microsecond"
              value={condition}
              placeholder="Everybody"
              onChange={(eligible) => put("eligible", eligible)}
            />
            <Size condition={condition} />
          </>
        )}
      </Section>
      {!body.fallback && (
        <Section title="When it is good" words="In your own time zone; without an end it is good for ever.">
          <div className={css.pair}>
            <TextInput
              type="datetime-local"
              label="From"
              value={localOf(body.period?.from)}
              onChange={(event) => period("from", event.currentTarget.value)}
            />
            <TextInput
              type="datetime-local"
              label="Until"
              value={localOf(body.period?.to)}
              onChange={(event) => period("to", event.currentTarget.value)}
            />
          </div>
        </Section>
      )}
      {!body.fallback && (
        <Section title="How often somebody gets it">
          <Switch
            label="At most so many messages with it"
            checked={body.cap !== undefined}
            onChange={(event) => put("cap", event.currentTarget.checked ? { max: 1, per: "30d" } : undefined)}
          />
          {body.cap && (
            <div className={css.pair}>
              <NumberInput
                label="Messages"
                min={1}
                max={1000}
                allowDecimal={false}
                value={body.cap.max}
                onChange={(max) =>
                  typeof max === "number" && put("cap", { per: "30d", ...body.cap, max: Math.max(1, max) })
                }
              />
              <SpanField
                label="In how long"
                description="Up to now, all the time"
                usual="d"
                value={body.cap.per}
                onChange={(per) => put("cap", { max: 1, ...body.cap, per: per ?? "" })}
              />
            </div>
          )}
        </Section>
      )}
      <Section
        title="What goes first"
        words={
          body.fallback
            ? "Among those that stand in, the higher goes first."
            : "Of the offers that fit somebody the higher goes first; of equal ones the name decides."
        }
      >
        <div className={css.priority}>
          <Slider
            aria-label="Priority"
            thumbLabel="Priority"
            label={null}
            min={0}
            max={100}
            value={body.priority ?? PRIORITY}
            onChange={(priority) => put("priority", priority)}
          />
          <output className="figure">{body.priority ?? PRIORITY}</output>
        </div>
      </Section>
    </>
  );
}

/** For how many people it holds now. */
function Size({ condition }: { condition: string }) {
  const size = useSize(condition || null);
  if (!condition) return null;
  const said = size.data
    ? `${count(size.data.members)} people now, ${percent(size.data.share)} of all`
    : size.error
      ? "It can’t be counted as it stands."
      : "Counting…";
  return (
    <p className="quiet figure" role="status">
      {said}
    </p>
  );
}
