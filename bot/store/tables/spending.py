"""What asking the networks has used up."""

from datetime import datetime

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from bot.store.columns import row_id, table_of, words


class SpendingRow(SQLModel, table=True):
    """Money of a month (UTC, "2026-11"), in millionths of a US dollar.

    `payer`: "all", "searches", or who asked. `requests`: paid ones. `told`: the percentage of the
    budget that the operator last heard of. `reported`: what the network itself says was used.
    """

    __tablename__ = "spending"
    network: str = words(primary_key=True)
    month: str = words(primary_key=True)
    payer: str = words(primary_key=True)
    micros: int = Field(sa_type=BigInteger)
    requests: int
    told: int
    reported: int | None = Field(default=None, sa_type=BigInteger)


spending = table_of(SpendingRow)


class QuotaUseRow(SQLModel, table=True):
    """What counts towards a network's own count of hours or days, once for each `item`."""

    __tablename__ = "quota_use"
    __table_args__ = (Index("quota_use_of", "network", "credential", "quota", "at"),)
    id: int | None = row_id()
    network: str = words()
    credential: str = words()
    quota: str = words()
    item: str = words()
    at: datetime = Field(index=True)


quota_use = table_of(QuotaUseRow)
