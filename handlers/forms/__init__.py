"""The forms that open empty and are filled in by the work: their table of contents."""

from handlers.forms import settings
from handlers.forms.form import Form

_ALL: tuple[Form, ...] = (settings.FORM,)

FORMS = {form.name: form for form in _ALL}
"""By their names, which are their views' callback ids."""


def opened_by(action_id: str) -> Form | None:
    """The form that this button opens."""
    return next((form for form in FORMS.values() if action_id in form.opened_by), None)
