import { useEffect, useState } from "react";
import { ago, moment } from "./format";

/** When, as people say it; to the second on hover. Keeps itself up to date. */
export function Moment({ at }: { at: string }) {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 30_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={at} title={moment(at)} className="quiet figure" style={{ whiteSpace: "nowrap" }}>
      {ago(at)}
    </time>
  );
}
