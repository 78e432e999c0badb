"""What can go wrong between us and a network. Each kind has one reaction (bot.core.reactions)."""

from datetime import datetime


class ConnectorError(Exception):
    """Base of all. `detail` is for the operator's log: never a header, a body or a secret.

    `lane_wide` says that the fault is the lane's (host, credential), not one target's.
    """

    lane_wide = False

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail


class Transient(ConnectorError):
    """Time-out, reset, 5xx: try again later. `lane_wide` when the host itself didn't answer."""

    def __init__(self, detail: str = "", *, lane_wide: bool = False) -> None:
        super().__init__(detail)
        self.lane_wide = lane_wide


class RateLimited(ConnectorError):
    """No call of this lane before `until` (aware UTC)."""

    lane_wide = True

    def __init__(self, until: datetime, detail: str = "") -> None:
        super().__init__(detail)
        self.until = until


class TargetGone(ConnectorError):
    """The account or feed is deleted, suspended or deactivated. `reason` says which."""

    def __init__(self, reason: str = "gone", detail: str = "") -> None:
        super().__init__(detail)
        self.reason = reason


class CredentialRejected(ConnectorError):
    """The token is wrong, expired or revoked. `setting` names the setting to mend."""

    lane_wide = True

    def __init__(self, setting: str, detail: str = "") -> None:
        super().__init__(detail)
        self.setting = setting


class NeedsApproval(ConnectorError):
    """Possible only once the vendor has approved (or a token is set); `what` says what it takes."""

    def __init__(self, what: str, detail: str = "") -> None:
        super().__init__(detail)
        self.what = what


class UnexpectedPayload(ConnectorError):
    """An answer that isn't what the network promises: a failed look, no change of state."""


class NotPossible(ConnectorError):
    """This network can't do that. `reason` is a key of the texts shown to people."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(detail)
        self.reason = reason


class Refused(ConnectorError):
    """The outbound guard refused the address (private, bad scheme, bad port)."""


class BudgetUsed(ConnectorError):
    """This installation's money for the network is used up until then (aware UTC).

    `share`: "all" of it, what "searches" may use, or what one "person" may.
    """

    def __init__(self, until: datetime, share: str = "all", detail: str = "") -> None:
        super().__init__(detail)
        self.until = until
        self.share = share


class QuotaUsed(ConnectorError):
    """The network's own longer count `name` is full until then (aware UTC)."""

    def __init__(self, name: str, until: datetime, detail: str = "") -> None:
        super().__init__(detail)
        self.name = name
        self.until = until
