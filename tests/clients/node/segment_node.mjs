// Drives @segment/analytics-node at a server: node segment_node.mjs URL WRITE_KEY COUNT
// Prints which events it took and what it complained about, as JSON.
import { Analytics } from "@segment/analytics-node";

const [, , host, writeKey, count] = process.argv;
const analytics = new Analytics({ writeKey, host, maxRetries: 10, maxEventsInBatch: 20 });
const complaints = [];
const ids = [];
analytics.on("error", (error) => complaints.push(`${error.code}: ${error.reason}`));

// The callback runs when the event was delivered or given up, and knows the id the library made for it.
const take = (method, message) => analytics[method](message, (error, context) => ids.push(context.event.messageId));

take("identify", { userId: "u1", traits: { email: "Ada@Example.com" } });
take("track", { userId: "u1", event: "Completed Order", properties: { order_id: "o1", revenue: 12.5 } });
take("page", { anonymousId: "an1", category: "Docs", name: "Home" });
take("screen", { userId: "u1", name: "Main" });
take("group", { userId: "u1", groupId: "g1", traits: { name: "Acme" } });
take("alias", { userId: "u1", previousId: "anon9" });
for (let place = 0; place < Number(count); place++) {
  take("track", { userId: `u${place % 7}`, event: "Product Viewed", properties: { place } });
}
await analytics.closeAndFlush({ timeout: 60000 });
console.log(JSON.stringify({ ids, complaints }));
