"""Whose turn it is: tries, waits and pauses of a run, decided and not carried out.

One host (scheme, name and port) gets one visit at a time and a pause between; an account that
failed waits and is tried again while others go on; a host that keeps turning visits away is left
alone. Nothing here waits or reads a clock: ``now`` is seconds on a clock that only goes forward.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import inf
from urllib.parse import urlsplit

from archiver.capture.retry_reasons import prospect_of
from archiver.capture_settings import CaptureSettings
from archiver.network.addresses import host_and_port

Host = tuple[str, str, int]
"""A host as politeness counts it: scheme, name and port."""


@dataclass(slots=True)
class _Account:
    """An account's place in the run.

    Attributes:
        number: Its place in the plan.
        ready: Not before this moment.
        tries: Tries begun.
        begun: When the last of them began.
        spent: Seconds of tries and waits, but not of standing in line.
        over: Nothing more is done for it.
    """

    number: int
    host: Host
    ready: float = -inf
    tries: int = 0
    begun: float = 0.0
    spent: float = 0.0
    over: bool = False


@dataclass(slots=True)
class _HostState:
    """How it stands with a host.

    Attributes:
        open_from: No visit before this moment.
        busy: A visit is going on.
        turned_away: Visits in a row that the host turned away.
        closed: It is left alone for the rest of the run.
    """

    open_from: float = -inf
    busy: bool = False
    turned_away: int = 0
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a try ended.

    Attributes:
        reason: Reason code of a failure; none if there is a picture.
        retry_after: Seconds that the server asked to be left alone.
    """

    reason: str | None = None
    retry_after: float | None = None


@dataclass(slots=True)
class Turns:
    """Decides who is visited next.

    Attributes:
        manners: The settings.
        chance: Gives a number from 0 to below 1; makes the pauses uneven.
    """

    manners: CaptureSettings
    chance: Callable[[], float]
    _accounts: list[_Account] = field(default_factory=list)
    _hosts: dict[Host, _HostState] = field(default_factory=dict)

    def add(self, urls: Iterable[str]) -> None:
        """Add accounts by the address of their start pages, in the order of the plan."""
        for url in urls:
            host = host_of(url)
            self._hosts.setdefault(host, _HostState())
            self._accounts.append(_Account(len(self._accounts), host))

    @property
    def all_over(self) -> bool:
        """Whether nothing is left to do or to wait for."""
        return all(each.over for each in self._accounts)

    def begin(self, now: float) -> int | None:
        """Return the number of an account to visit now, and count it as begun; None if none is.

        Who has waited longest comes first, and who was never tried before who was.
        """
        ready = [each for each in self._waiting() if self._opens(each) <= now]
        if not ready:
            return None
        chosen = min(ready, key=lambda each: (each.ready, each.number))
        self._hosts[chosen.host].busy = True
        chosen.begun = now
        chosen.tries += 1
        return chosen.number

    def next_moment(self) -> float:
        """Return when somebody can be visited, unless a visit ends before; infinite if nobody."""
        return min(map(self._opens, self._waiting()), default=inf)

    def end(self, number: int, ended: Ended, now: float) -> bool:
        """Note that a visit has ended, and tell whether the account is tried again later."""
        account = self._accounts[number]
        host = self._hosts[account.host]
        host.busy = False
        host.open_from = now + self._pause()
        wait = self._wait(account, ended)
        self._judge_host(host, ended, now + wait)
        account.ready = now + wait
        account.spent += now - account.begun + wait
        account.over = host.closed or not self._is_tried_again(account, ended)
        return not account.over

    def put_off(self) -> Iterator[tuple[int, int]]:
        """End the accounts of hosts that are left alone; yield their numbers and tries made."""
        for each in self._accounts:
            if not each.over and self._hosts[each.host].closed:
                each.over = True
                yield each.number, each.tries

    def _waiting(self) -> list[_Account]:
        return [each for each in self._accounts if not each.over and not self._is_shut(each)]

    def _is_shut(self, account: _Account) -> bool:
        host = self._hosts[account.host]
        return host.busy or host.closed

    def _opens(self, account: _Account) -> float:
        return max(account.ready, self._hosts[account.host].open_from)

    def _pause(self) -> float:
        return self.manners.host_pause_seconds + self.chance() * self.manners.host_jitter_seconds

    def _wait(self, account: _Account, ended: Ended) -> float:
        steps = self.manners.backoff_seconds
        step = steps[min(account.tries, len(steps)) - 1]
        return max(float(step) if ended.retry_after is None else ended.retry_after, 0.0)

    def _judge_host(self, host: _HostState, ended: Ended, until: float) -> None:
        """Count a visit turned away; let the whole host rest, or leave it alone."""
        if not prospect_of(ended.reason).blocking:
            host.turned_away = 0
            return
        host.turned_away += 1
        host.open_from = max(host.open_from, until)
        host.closed = host.turned_away >= self.manners.breaker_failures or self._asks_too_much(
            ended
        )

    def _asks_too_much(self, ended: Ended) -> bool:
        return (ended.retry_after or 0) > self.manners.retry_after_seconds

    def _is_tried_again(self, account: _Account, ended: Ended) -> bool:
        return (
            prospect_of(ended.reason).again
            and account.tries < self.manners.attempts
            and not self._asks_too_much(ended)
            and account.spent + self.manners.total_seconds <= self.manners.account_seconds
        )


def host_of(url: str) -> Host:
    """Return the host of an address; one that cannot be read is a host of its own."""
    try:
        return (urlsplit(url).scheme, *host_and_port(url))
    except ValueError:
        return ("", url, 0)


def estimate_seconds(
    urls: Sequence[str], manners: CaptureSettings, at_once: int, each: float
) -> float:
    """Return about how long a run takes if every first try succeeds.

    Args:
        urls: Addresses of the start pages.
        manners: The settings.
        at_once: Most visits at once.
        each: Seconds that one visit takes.
    """
    hosts: dict[Host, int] = {}
    for url in urls:
        hosts[host_of(url)] = hosts.get(host_of(url), 0) + 1
    pause = manners.host_pause_seconds + manners.host_jitter_seconds / 2
    alone = max((n * each + (n - 1) * pause for n in hosts.values()), default=0.0)
    return max(alone, len(urls) * each / at_once)
