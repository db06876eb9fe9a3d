"""What is counted: the way in, the work on requests, the deliveries. A registry of this process's own."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

_BOUNDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3)


class Meters:
    """Counters of one process, read at /metrics. No label ever names a workspace or a person."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._refused = Counter(
            "plenum_slack_refused", "Requests refused before they were read", ["why"], registry=self.registry
        )
        self._answered = Counter("plenum_slack_answered", "Requests answered", ["kind", "how"], registry=self.registry)
        self._by_kind: dict[tuple[str, str], Counter] = {}
        self._waited = Histogram(
            "plenum_slack_answer_seconds", "Until Slack was answered", registry=self.registry, buckets=_BOUNDS
        )

        self._requests = Counter(
            "plenum_requests", "Requests worked on, by what became of them", ["outcome"], registry=self.registry
        )
        self._deliveries = Counter(
            "plenum_deliveries", "Attempts to send, by how they ended", ["outcome"], registry=self.registry
        )
        self._parked = Gauge(
            "plenum_deliveries_parked",
            "Deliveries that were given up after a day without Slack",
            registry=self.registry,
        )

        self._told = Counter(
            "plenum_webhooks", "Messages from back ends, by what became of them", ["how"], registry=self.registry
        )

    def parked(self, number: int) -> None:
        """How many deliveries are parked, in the whole database."""
        self._parked.set(number)

    def told(self, how: str) -> None:
        """A back end told something: kept, unknown (an address that nobody was given), too_long, …"""
        self._told.labels(how).inc()

    def request(self, outcome: str) -> None:
        """`outcome` as `bot.services.runner` names it."""
        self._requests.labels(outcome).inc()

    def delivery(self, outcome: str) -> None:
        """`outcome` as `bot.services.sending` names it."""
        self._deliveries.labels(outcome).inc()

    def refused(self, why: str) -> None:
        """A request was turned away: its signature's verdict, or its size, pace or shape."""
        self._refused.labels(why).inc()

    def answered(self, kind: str, how: str, seconds: float) -> None:
        """A request reached the listeners: `how` is handled, unheard or failed."""
        counter = self._by_kind.get((kind, how))
        if counter is None:  # `labels` takes longer than counting
            counter = self._by_kind[kind, how] = self._answered.labels(kind, how)
        counter.inc()
        self._waited.observe(seconds)
