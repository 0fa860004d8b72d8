// Lets the npm package "standardwebhooks" judge webhooks. Reads one JSON object per line,
// {"secret": "whsec_…", "headers": {"webhook-id": "…", …}, "body": "…"}, and answers each with
// one line: "ok", or "refused: " and the reason. The exit code says only that all lines were read.
import { createInterface } from "node:readline";
import { Webhook } from "standardwebhooks";

function verdict(line) {
  try {
    const { secret, headers, body } = JSON.parse(line);
    new Webhook(secret).verify(body, headers);
    return "ok";
  } catch (refusal) {
    return `refused: ${String(refusal.message).replace(/\s+/g, " ")}`;
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(verdict(line));
}
