"""People, what they may do where, and how they come in the first time."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from jonghong.core.sealed import SealedField
from jonghong.offices.models import Group, Office
from jonghong.people.identity import masked


class Role(models.TextChoices):
    """What a person may do, lowest first."""

    CLERK = "clerk", _("Group clerk")
    OFFICER = "officer", _("Room officer")
    ADMINISTRATOR = "administrator", _("Administrator")


RANKS = [role.value for role in Role]  # lowest first

# Those who look after all rooms and bookings.
OFFICERS = (Role.OFFICER, Role.ADMINISTRATOR)


class Person(AbstractBaseUser):
    """Somebody who works here. The citizen id is kept as a keyed hash and its last four digits, nowhere in clear."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="people", db_index=False)
    citizen_key = models.CharField(max_length=64, editable=False)
    citizen_last4 = models.CharField(max_length=4, editable=False)
    name = models.CharField(_("name and surname"), max_length=150)
    email = SealedField(_("e-mail address"), blank=True, default="")
    is_active = models.BooleanField(_("works here"), default=True)
    activated_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # Whether a second step follows the password; kept by the app of second factors.
    has_factor = models.BooleanField(default=False, editable=False)
    # In which browser the last sign-in was, in words of ours.
    last_device = models.CharField(max_length=60, blank=True, default="", editable=False)
    # How often all sessions of the person were ended at once; part of what each session is checked by.
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)

    # Role and group of each membership, and whether he acts for an officer today, where they were read along with the person.
    places: list[tuple[str, int]] | None = None
    acts_today = False

    USERNAME_FIELD = "citizen_key"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = BaseUserManager["Person"]()

    class Meta:
        ordering = ("name", "pk")
        constraints = [models.UniqueConstraint("office", "citizen_key", name="person_once_per_office")]

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """Return what a session must hold to be this person's: it changes with the password and when sessions are ended."""
        return f"{super().get_session_auth_hash()}.{self.sessions_ended}"

    @property
    def masked_id(self) -> str:
        """What officers are shown of the citizen id; nothing of somebody whose data was erased."""
        return masked(self.citizen_last4) if self.citizen_last4 else ""


class Membership(models.Model):
    """A person's place in a group, and the role it gives."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    group = models.ForeignKey(Group, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.CLERK)

    class Meta:
        constraints = [models.UniqueConstraint("office", "person", "group", name="member_once_per_group")]

    def __str__(self) -> str:
        return f"{self.person} · {self.group} · {self.role}"


class Deputy(models.Model):
    """Somebody who acts for the room officers (ปฏิบัติราชการแทน), from a day to a day of the office, both included.

    ``ended_at`` is when that was ended before its last day was over. Rows are never deleted.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="deputies")
    named_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("office", "ends_on", name="deputy_by_last_day")]
        constraints = [
            models.CheckConstraint(condition=models.Q(starts_on__lte=models.F("ends_on")), name="deputy_starts_before_it_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.starts_on} - {self.ends_on}"


class Matter(models.TextChoices):
    """What may take two administrators."""

    ROLES = "roles", _("Give a role")
    CODE = "code", _("Issue an activation code")
    ACCOUNT = "account", _("Approve a request for an account")
    FACTORS = "factors", _("Take the second step off")
    DEPUTY = "deputy", _("Name a deputy")
    ALONE = "alone", _("Let one administrator be enough again")
    FEWER = "fewer", _("End the role of an administrator")


class Stage(models.TextChoices):
    """How far a proposal has come."""

    OPEN = "open", _("not decided yet")
    APPROVED = "approved", _("approved, not used yet")  # a code, which who proposed it is yet to make
    DONE = "done", _("approved and done")
    DECLINED = "declined", _("not approved")
    WITHDRAWN = "withdrawn", _("taken back by who proposed it")
    LAPSED = "lapsed", _("lapsed")


class Proposal(models.Model):
    """What gives power and waits for a second administrator. ``person`` is whom it is about, empty for the office itself.

    ``facts`` hold what the verb needs later, keys and days and a remark, and under ``was`` the roles of the person then, group
    id -> role, and the ``name``. After ``ends_at`` it is good for nothing.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    matter = models.CharField(max_length=20, choices=Matter)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="proposals", db_index=False)
    facts = models.JSONField(default=dict)
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.OPEN)
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    proposed_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("office", "stage", name="proposal_by_stage")]
        constraints = [
            models.UniqueConstraint(
                "office", "matter", "person", condition=models.Q(stage="open"), name="one_open_proposal_per_person"
            ),
            models.UniqueConstraint(
                "office", "matter", condition=models.Q(stage="open", person=None), name="one_open_proposal_of_office"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter} · {self.person_id} · {self.stage}"


class ActivationCode(models.Model):
    """A one-time code on paper that lets one person set a password; kept as an argon2id hash."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="activation_codes")
    code_hash = models.CharField(max_length=128)
    issued_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField(default=5)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("office", "person", name="activation_of_person")]
        constraints = [
            models.UniqueConstraint(
                "office",
                "person",
                condition=models.Q(used_at=None, revoked_at=None),
                name="one_open_code_per_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.expires_at:%Y-%m-%d}"


class Session(models.Model):
    """One visit of a browser, from signing in until it ends. ``people.sessions`` reads and writes it.

    ``key_hash`` is SHA-256 of the cookie's value; ``idle`` how long nothing may be done, ``ends_at`` when it is over
    whatever is done, ``expires_at`` the earlier of both as it stands. Without a person it holds a step before signing in.
    """

    key_hash = models.CharField(max_length=64, unique=True)
    data = models.TextField()
    office = models.ForeignKey(Office, models.CASCADE, null=True, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="sessions", db_index=False)
    device = models.CharField(max_length=60, blank=True)
    network = models.CharField(max_length=60, blank=True)
    opened_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    idle = models.DurationField(null=True)
    ends_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index("office", "person", name="session_of_person")]

    def __str__(self) -> str:
        return f"{self.person} · {self.device} · {self.opened_at:%Y-%m-%d %H:%M}"


class GuessCounter(models.Model):
    """Wrong passwords counted: per account and device, per account from unknown devices, per network.

    ``key`` is a keyed hash of what is counted, made alike for people who exist and who do not.
    """

    office = models.ForeignKey(Office, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=64)
    failures = models.PositiveIntegerField(default=0)
    blocked_until = models.DateTimeField(null=True)
    # When the audit was told last that it lets none through.
    told_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("office", "counted_at", name="guess_counter_by_age")]
        constraints = [models.UniqueConstraint("office", "key", name="guess_counter_once")]

    def __str__(self) -> str:
        return f"{self.key[:8]} · {self.failures}"


class GuessHour(models.Model):
    """How many tries were wrong in the whole office in one hour, counted from the epoch; a wave stands out from the usual."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="+", db_index=False)
    hour = models.PositiveIntegerField()
    failures = models.PositiveIntegerField(default=0)
    is_wave = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint("office", "hour", name="guess_hour_once")]

    def __str__(self) -> str:
        return f"{self.hour} · {self.failures}"
