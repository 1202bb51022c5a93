// What the server tells while it works, as server-sent events. One stream for the page, open only while
// something is at work: a stream left open would hold one of the few connections a browser gives a page.

interface Hearer {
  // Takes a whole state; true while anything of it is at work.
  take: (state: unknown) => boolean;
  // Asks for the state anew: the stream broke off for good.
  again: () => void;
}

const againMs = 2000;
const hearers = new Map<string, Hearer>();
let stream: EventSource | undefined;

export function hear(topic: string, hearer: Hearer): void {
  hearers.set(topic, hearer);
}

function end(): void {
  stream?.close();
  stream = undefined;
}

// Opens the stream unless it is; it closes by itself when nothing is at work any more.
export function follow(): void {
  if (stream) return;
  const mine = new EventSource('/api/v1/events');
  stream = mine;
  const busy = new Set(hearers.keys());
  for (const [topic, hearer] of hearers)
    mine.addEventListener(topic, (event) => {
      if (stream !== mine) return;
      if (hearer.take(JSON.parse((event as MessageEvent<string>).data))) busy.add(topic);
      else busy.delete(topic);
      if (busy.size === 0) end();
    });
  mine.onerror = () => {
    // The browser tries again by itself unless it was refused.
    if (stream !== mine || mine.readyState !== EventSource.CLOSED) return;
    end();
    setTimeout(() => hearers.forEach((hearer) => hearer.again()), againMs);
  };
}
