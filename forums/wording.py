"""What the levels of participation and the phases mean, in a sentence that visitors read."""

from django.utils.translation import gettext_lazy as _

from forums.models import Activity, Level

LEVELS = {
    Level.INFORM: _("You hear what is planned and can ask questions; the decision lies elsewhere."),
    Level.CONSULT: _("Your position is asked. You can read afterwards what became of it, and why."),
    Level.COOPERATE: _("You help to write the text. What you bring in is taken up, or you read why not."),
    Level.DECIDE: _("Those around the table decide."),
}
PERMITTED = {
    Activity.REGISTER: _("register for the forum"),
    Activity.CONTRIBUTE: _("hand in contributions, and change them"),
    Activity.DISCUSS: _("support contributions and reply to them"),
    Activity.RESERVE: _("attach a reservation to a statement"),
}
