"""What of the register is gallrat, for those who read it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, Table, select
from sqlalchemy.orm import Session

from diarium.errors import RefusedError
from diarium.message_records import Message
from diarium.records import Gallrad
from diarium.tables import GALLRING, GALLRING_ITEM, GALLRING_ROW
from schedules.clock import STOCKHOLM


def read_gallrade(
    session: Session, table: Table, wanted: Sequence[int] | Select[Any]
) -> dict[int, Gallrad]:
    """Return by which gallring rows of a table were emptied, by the number of the row.

    Args:
        session: Any session.
        table: The table.
        wanted: The numbers of its rows, or a question that gives them.
    """
    query = (
        select(GALLRING_ROW.c.row_id, GALLRING.c.id, GALLRING.c.decision, GALLRING_ITEM.c.at,
               GALLRING.c.by)
        .join(GALLRING_ITEM, GALLRING_ITEM.c.id == GALLRING_ROW.c.gallring_item_id)
        .join(GALLRING, GALLRING.c.id == GALLRING_ITEM.c.gallring_id)
        .where(GALLRING_ROW.c.table_name == table.name, GALLRING_ROW.c.row_id.in_(wanted))
    )  # fmt: skip
    return {
        row.row_id: Gallrad(number=row.id, decision=row.decision, at=row.at, by=row.by)
        for row in session.execute(query)
    }


def refuse_gallrad(message: Message) -> None:
    """Refuse to go on with a message whose content is gallrat.

    Raises:
        RefusedError: It is.
    """
    if message.gallrad:
        raise RefusedError(
            "message {id} is gallrat since {day} by the decision {decision}; nothing is left to "
            "decide about",
            id=message.id,
            day=str(message.gallrad.at.astimezone(STOCKHOLM).date()),
            decision=message.gallrad.decision,
        )
