"""Words for what a role may do, as they stand on the screen."""

from gettext import gettext as _
from typing import TYPE_CHECKING

from diarium.errors import RefusedError
from diarium.roles import ROLES_OF, Act

if TYPE_CHECKING:
    from diarium.users import NotAllowedError


def in_words(refused: "NotAllowedError") -> RefusedError:
    """Return a refusal in the reader's language: what is wanting and who can give it."""
    from diarium.users import role_words

    act = act_name(refused.act)
    if refused.namnd is not None:
        return RefusedError(
            "{login} may not {act} in {namnd}, which is another nämnd; an admin changes that by "
            "archiver user edit {login} --namnd {namnd}",
            login=refused.login,
            act=act,
            namnd=refused.namnd,
        )
    return RefusedError(
        "{login} may not {act}; that takes the role {roles}, which an admin gives by archiver "
        "user {verb} {login} --role …",
        login=refused.login,
        act=act,
        roles=role_words(ROLES_OF[refused.act]),
        verb="edit" if refused.known else "add",
    )


def act_name(act: Act) -> str:
    """Return what is done, in the reader's language, as it stands after "may"."""
    return {
        Act.READ: _("read what no person has found to be public"),
        Act.SEE_PROTECTED: _("see what is protected"),
        Act.INTAKE: _("take in messages"),
        Act.REGISTER: _("register"),
        Act.SKIP: _("leave a message unregistered"),
        Act.ANSWER: _("note an answer"),
        Act.FORWARD: _("note what is passed on"),
        Act.REMOVE: _("note improper posts and rounds"),
        Act.CASE: _("hold or resume an ärende, or let an attachment go"),
        Act.CLASSIFY: _("classify an ärende"),
        Act.CLOSE: _("close an ärende"),
        Act.REOPEN: _("open a closed ärende again"),
        Act.CORRECT: _("correct what is registered"),
        Act.MAKULERA: _("void what is registered"),
        Act.MARK: _("mark as secret, or lift a marking"),
        Act.DISCLOSE: _("note requests and give out handlingar"),
        Act.READABLE: _("make readable forms"),
        Act.PLAN: _("change the informationshanteringsplan"),
        Act.GALLRA: _("carry out gallring"),
        Act.EXPORT: _("make packages"),
        Act.DELIVER: _("note that packages are delivered or withdrawn"),
        Act.RECEIPT: _("note what the kommunarkiv answered"),
        Act.SNAPSHOT: _("take, add or accept snapshots"),
        Act.ACCOUNT: _("change the förteckning"),
        Act.REMIND: _("mail people what is to be done"),
        Act.EVALUATE: _("evaluate accounts"),
        Act.LOGIN: _("log in for the captures, or forget a login"),
        Act.NAMND: _("add a nämnd"),
        Act.REBUILD: _("build the index of the search anew"),
        Act.USER: _("change who may do what"),
    }[act]
