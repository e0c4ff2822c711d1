import { count, plural } from "./format";
import css from "./letter.module.css";
import { smsLength } from "./sms";

type Parts = Readonly<Record<string, unknown>>;

const text = (part: unknown): string => (typeof part === "string" ? part : "");

/** A message that has no page: as a phone shows it, or as a program gets it. */
export function Brief({ channel, parts }: { channel: string; parts: Parts }) {
  if (channel === "webhook") return <Call parts={parts} />;
  if (channel === "push") return <Notice parts={parts} />;
  return <Sms words={text(parts.text)} />;
}

/** Channels whose messages are no letters. */
export const isBrief = (channel: string | undefined): channel is string =>
  channel !== undefined && ["sms", "push", "webhook"].includes(channel);

/** How a preview names a value that is not known: nobody is sent that. */
const NAMED = /⟨([^⟩]*)⟩/g;

function Sms({ words }: { words: string }) {
  const { signs, messages, foreign } = smsLength(words.replace(NAMED, "$1"));
  return (
    <>
      <div className={css.phone}>
        <p className={css.bubble}>{words || <span className="quiet">Nothing is said yet.</span>}</p>
      </div>
      <p className={css.counted}>
        {words.includes("⟨") && "About "}
        {plural(signs, "character")}
        {messages > 0 && `, sent as ${messages === 1 ? "one SMS" : `${count(messages)} SMS`}`}
        {foreign !== undefined &&
          `. “${foreign}” is none of the alphabet of SMS: 70 fit into one instead of 160`}
      </p>
    </>
  );
}

function Notice({ parts }: { parts: Parts }) {
  const address = text(parts.url);
  return (
    <>
      <div className={css.phone}>
        <div className={css.notice}>
          <strong>{text(parts.title) || "Without a title"}</strong>
          <span>{text(parts.text) || "Nothing is said yet."}</span>
        </div>
      </div>
      {address && <p className={css.counted}>A tap opens {address}</p>}
    </>
  );
}

function Call({ parts }: { parts: Parts }) {
  const headers = Object.entries(typeof parts.headers === "object" ? (parts.headers ?? {}) : {});
  return (
    <>
      <div className={css.head}>
        <span className={css.address}>
          <strong>{text(parts.method) || "POST"}</strong> {text(parts.url) || "…"}
        </span>
        {headers.map(([name, value]) => (
          <span key={name} className="quiet">
            {name}: {String(value)}
          </span>
        ))}
      </div>
      <pre className={`${css.text} ${css.json}`}>{JSON.stringify(parts.body ?? {}, null, 2)}</pre>
    </>
  );
}
