// Drives the JavaScript CloudEvents SDK at a server: node cloudevents_node.mjs URL WRITE_KEY COUNT
import { CloudEvent, HTTP } from "cloudevents";

const [, , url, writeKey, count] = process.argv;
const ids = [];
const complaints = [];
for (let number = 0; number < Number(count); number++) {
  const event = new CloudEvent({ id: `js-${number}`, source: "/js", type: "com.acme.order", userid: "u1", data: { number } });
  const { headers, body } = number % 2 ? HTTP.binary(event) : HTTP.structured(event);
  const answer = await fetch(`${url}/v1/cloudevents`, {
    method: "POST",
    headers: { ...headers, "x-write-key": `${writeKey}:` },
    body,
  });
  if (answer.status !== 200) complaints.push(await answer.text());
  ids.push(`/js ${event.id}`);
}
console.log(JSON.stringify({ ids, complaints }));
