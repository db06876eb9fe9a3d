"""users.* and usergroups.*: who there is."""

from playground.slack.arguments import named
from playground.slack.methods.method import Answer, Ask, Method
from playground.slack.methods.paging import page
from playground.slack.people import Person
from playground.slack.refusals import Refused
from playground.slack.slack import Slack


def show(slack: Slack, ask: Ask) -> Answer:
    person = slack.workspace.person(ask["user"])
    if not slack.workspace.knows(slack.app.id, person):
        raise Refused("user_not_visible")
    return {"user": _shown(slack, person, locale=bool(ask.get("include_locale")))}


def listed(slack: Slack, ask: Ask) -> Answer:
    people = [one for one in slack.workspace.people.values() if slack.workspace.knows(slack.app.id, one)]
    rows, following = page(people, ask)
    locale = bool(ask.get("include_locale"))
    return {
        "members": [_shown(slack, one, locale=locale) for one in rows],
        "cache_ts": slack.stamps.seconds(),
        "response_metadata": following,
    }


def by_email(slack: Slack, ask: Ask) -> Answer:
    wanted = ask["email"].lower()
    for person in slack.workspace.people.values():
        if person.email == wanted and not person.deleted and not person.is_external:
            return {"user": _shown(slack, person)}
    raise Refused("users_not_found")


def groups(slack: Slack, ask: Ask) -> Answer:
    users, number = bool(ask.get("include_users")), bool(ask.get("include_count"))
    return {"usergroups": [one.wire(users=users, number=number) for one in slack.workspace.groups.values()]}


def group_users(slack: Slack, ask: Ask) -> Answer:
    group = slack.workspace.groups.get(ask["usergroup"])
    if group is None:
        raise Refused("no_such_subteam")
    return {"users": list(group.users)}


def _shown(slack: Slack, person: Person, *, locale: bool = False) -> Answer:
    email = "users:read.email" in slack.installation.scopes
    return person.wire(slack.clock(), email=email, locale=locale)


_USERS = named(text="cursor team_id", flags="include_locale", numbers="limit")
_GROUPS = named(text="team_id", flags="include_users include_count include_disabled")

METHODS = {
    "users.info": Method(run=show, scope="users:read"),
    "users.list": Method(run=listed, scope="users:read", arguments=_USERS),
    "users.lookupByEmail": Method(run=by_email, scope="users:read.email"),
    "usergroups.list": Method(run=groups, scope="usergroups:read", arguments=_GROUPS),
    "usergroups.users.list": Method(run=group_users, scope="usergroups:read"),
}
