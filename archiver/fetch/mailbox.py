"""New mail in a folder of a mailbox, which is only read.

The place where a folder stands is its UIDVALIDITY and the highest UID that was fetched. When the
server has numbered the folder anew, all of it is fetched again; what is known is then marked as a
duplicate and nothing is lost.
"""

from archiver.fetch.pulling import Pull
from archiver.network.bounded_talk import TalkError, TalkTrouble
from archiver.network.imap import ImapServer, Mailbox
from diarium.fetches import Fetched


def pull_mailbox(pull: Pull) -> Fetched:
    """Fetch the mails that are new, each as it lies there, the lowest UID first."""
    source = pull.source
    where = f"{source.host}/{source.folder}"
    known = pull.cursor if pull.cursor.get("where") == where else {}
    cursor: dict[str, str | int] = {**known, "where": where}
    server = ImapServer(
        host=source.host, port=source.port, starttls=source.tls == "starttls",
        allowed=pull.allowed, ends=pull.budget.ends,
    )  # fmt: skip
    try:
        with Mailbox(server) as mailbox:
            mailbox.log_in(source.user, pull.token)
            return _pull_folder(pull, mailbox, cursor)
    except TalkError as error:
        return pull.failed(cursor, error.trouble)


def _pull_folder(pull: Pull, mailbox: Mailbox, cursor: dict[str, str | int]) -> Fetched:
    validity = mailbox.examine(pull.source.folder)
    if cursor.get("uidvalidity") != validity:
        cursor |= {"uidvalidity": validity, "uid": 0}
    kept = 0
    for uid in mailbox.list_uids(int(cursor["uid"])):
        if pull.budget.spent:
            return pull.more(cursor)
        try:
            mail = mailbox.read(uid, pull.budget.bytes_left)
        except TalkError as error:
            if error.trouble == TalkTrouble.TOO_LARGE and kept:
                return pull.more(cursor)  # it has room in a run of its own, or is told of then
            raise
        if mail is not None:
            pull.keep(f"{validity}-{uid:010d}.eml", mail)
            kept += 1
        cursor["uid"] = uid
    return pull.done(cursor)
