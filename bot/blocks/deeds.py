"""What buttons stand for that more than one kind of message carries."""

INVITE = "conference.invite"
MORE = "conference.more"
KEEP = "conference.keep"
SHOW = "conference.show"
