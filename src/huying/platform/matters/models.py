"""Rows of the spine. Rules live in `huying.domain`; these only hold what events added up to.

Bodies and people are plain ids: the platform knows no organisation. JSON columns are text, so
that the bytes that were hashed are the bytes that are stored.
"""

from django.db import models

OPEN = models.Q(outcome="")


class Stamp(models.Model):
    """One row a district; whoever changes lists, policies or bodies raises it."""

    district_id = models.BigIntegerField(primary_key=True)
    value = models.BigIntegerField(default=1)


class PublishedProcedure(models.Model):
    """流程: a published version; never edited once a matter has used it."""

    id = models.BigIntegerField(primary_key=True)
    district_id = models.BigIntegerField()
    code = models.CharField(max_length=30)
    version = models.IntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("district_id", "code", "version"), name="procedure_version_once"
            ),
        )


class Matter(models.Model):
    """事项: one thing handled end to end, moving by its procedure."""

    id = models.BigIntegerField(primary_key=True)
    district_id = models.BigIntegerField()
    procedure = models.CharField(max_length=30)
    procedure_version = models.IntegerField()
    state = models.CharField(max_length=30)
    version = models.IntegerField()
    number = models.CharField(max_length=20)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    area_code = models.CharField(max_length=15, default="")
    item_code = models.CharField(max_length=20, default="")
    line_id = models.BigIntegerField(null=True)
    lead_id = models.BigIntegerField(null=True)
    maker_id = models.BigIntegerField(null=True)
    due_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(default=False)
    parties = models.TextField()
    trail = models.TextField()
    head = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("district_id", "number"), name="matter_number_once"),
        )
        # The lists people open: newest first, next due first, by state, by body, by ground.
        indexes = (
            models.Index(fields=("district_id", "-opened_at", "-id"), name="matter_newest"),
            models.Index(fields=("district_id", "due_at", "id"), name="matter_due"),
            models.Index(fields=("district_id", "state", "-opened_at"), name="matter_state"),
            models.Index(fields=("district_id", "lead_id", "-opened_at"), name="matter_lead"),
            models.Index(fields=("district_id", "line_id", "-opened_at"), name="matter_line"),
            models.Index(fields=("district_id", "area_code", "-opened_at"), name="matter_area"),
            models.Index(fields=("district_id", "item_code", "-opened_at"), name="matter_item"),
            models.Index(fields=("district_id", "maker_id", "-opened_at"), name="matter_maker"),
            # Open ones with all that lists count and choose by: a million ended ones and the wide
            # rows themselves are left alone.
            models.Index(
                fields=(
                    "district_id", "procedure", "due_at", "id", "is_late", "state", "opened_at",
                    "item_code", "area_code", "lead_id", "line_id", "maker_id", "ended_at",
                ),
                condition=models.Q(ended_at__isnull=True),
                name="matter_open",
            ),
        )  # fmt: skip


class Obligation(models.Model):
    """责任: one promise with one clock; `outcome` '' while it is owed."""

    id = models.BigIntegerField(primary_key=True)
    district_id = models.BigIntegerField()
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="obligations")
    kind = models.CharField(max_length=30)
    part = models.CharField(max_length=20, default="")
    debtor_id = models.BigIntegerField()
    creditor_id = models.BigIntegerField()
    opened_at = models.DateTimeField()
    limit_value = models.IntegerField(null=True)
    limit_unit = models.CharField(max_length=10, default="")
    due_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    pauses = models.TextField(default="[]")
    outcome = models.CharField(max_length=10, default="")
    ended_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)
    marks = models.IntegerField(default=0)
    cause_id = models.BigIntegerField(null=True)
    version = models.IntegerField(default=1)
    is_provisional = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="obligation_outcome",
                condition=models.Q(outcome__in=("", "kept", "excused", "failed")),
            ),
            models.CheckConstraint(
                name="obligation_ended_with_out",
                condition=models.Q(outcome="", ended_at__isnull=True)
                | (~models.Q(outcome="") & models.Q(ended_at__isnull=False)),
            ),
        )
        indexes = (
            # To-do lists read (outcome = '', debtor); the ticker reads next_at; both keyset.
            models.Index(
                fields=("district_id", "outcome", "debtor_id", "due_at", "id"), name="owed_by"
            ),
            models.Index(
                fields=("district_id", "debtor_id", "kind", "opened_at"), name="owed_ever"
            ),
            # Whether a body ever had a share in a matter.
            models.Index(fields=("district_id", "debtor_id", "matter", "kind"), name="owed_of"),
            models.Index(fields=("district_id", "creditor_id", "matter", "kind"), name="owed_to"),
            # What is open, by kind and by how far up the clock has reported it.
            models.Index(
                fields=("district_id", "kind", "debtor_id", "matter", "outcome"),
                condition=OPEN,
                name="owed_open",
            ),
            models.Index(
                fields=(
                    "district_id",
                    "marks",
                    "next_at",
                    "due_at",
                    "debtor_id",
                    "matter",
                    "outcome",
                ),
                condition=OPEN,
                name="owed_marked",
            ),
            models.Index(fields=("next_at", "id"), name="owed_next_look"),
            # The supervision list: everything open by when it is due, whoever owes it.
            models.Index(fields=("district_id", "outcome", "due_at", "id"), name="owed_due"),
        )


class Event(models.Model):
    """留痕: one act that happened. Append-only; `body` is the canonical text that was hashed."""

    id = models.BigIntegerField(primary_key=True)
    district_id = models.BigIntegerField()
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="events")
    seq = models.IntegerField()
    act = models.CharField(max_length=30)
    at = models.DateTimeField()
    person_id = models.BigIntegerField(null=True)
    body_id = models.BigIntegerField()
    role = models.CharField(max_length=30)
    key = models.CharField(max_length=80)
    request_digest = models.CharField(max_length=64)
    body = models.TextField()
    algorithm = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("district_id", "key"), name="event_key_once"),
            models.UniqueConstraint(fields=("district_id", "matter", "seq"), name="event_seq_once"),
        )
        indexes = (models.Index(fields=("district_id", "at", "id"), name="event_time"),)


class Mark(models.Model):
    """催办记录: one step the clock took on a promise: who heard, or that nobody could be told.

    Repeats what the step's event says, for lists; `people` is a JSON list of ids.
    """

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True)
    district_id = models.BigIntegerField()
    obligation_id = models.BigIntegerField()
    step = models.IntegerField()
    at = models.DateTimeField()
    people = models.TextField(default="[]")
    is_unheard = models.BooleanField(default=False)

    class Meta:
        indexes = (
            models.Index(fields=("district_id", "obligation_id", "step"), name="mark_of"),
            models.Index(fields=("district_id", "is_unheard", "-at"), name="mark_unheard"),
        )


class EventText(models.Model):
    """A free text or personal value of an event; erasing it leaves the event's digest of it."""

    id = models.BigIntegerField(primary_key=True)
    district_id = models.BigIntegerField()
    event = models.ForeignKey(Event, models.PROTECT, related_name="texts")
    field = models.CharField(max_length=30)
    salt = models.CharField(max_length=32, default="")
    value = models.TextField(default="")
    is_personal = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("district_id", "event", "field"), name="event_text_once"
            ),
        )


class Outbox(models.Model):
    """What still has to be told or done because of an event; deleted when relayed."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True)
    district_id = models.BigIntegerField()
