// What the page under test runs: @segment/analytics-next against the server named in window.CLEW.
import { AnalyticsBrowser } from "@segment/analytics-next";

const { url, writeKey, delivery } = window.CLEW;
const { host, protocol } = new URL(url);
const analytics = AnalyticsBrowser.load(
  { writeKey, cdnURL: url },
  { integrations: { "Segment.io": { apiHost: `${host}/v1`, protocol: protocol.replace(":", ""), ...delivery } } },
);

window.run = async (count) => {
  const contexts = [
    await analytics.page("Docs", "Home"),
    await analytics.identify("u1", { email: "Ada@Example.com" }),
    await analytics.track("Completed Order", { order_id: "o1", revenue: 12.5 }),
    await analytics.group("g1", { name: "Acme" }),
    await analytics.alias("u2", "u1"),
    await analytics.screen("Main"),
  ];
  for (let place = 0; place < count; place++) contexts.push(await analytics.track("Product Viewed", { place }));
  return contexts.map((context) => context.event.messageId);
};
