"""What somebody has besides the password: passkeys, an app that shows codes, and backup codes on paper."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jonghong.core.sealed import SealedField
from jonghong.offices.models import Office
from jonghong.people.models import Person

LONGEST_NAME = 60
LONGEST_ID = 1364  # letters of base64url for the 1,023 bytes that WebAuthn allows


class Passkey(models.Model):
    """A key pair on a device of the person's. What is kept here is public: its number, its public key, how often it signed."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="passkeys")
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    credential_id = models.CharField(max_length=LONGEST_ID)
    public = models.BinaryField()  # attested credential data (WebAuthn level 3, 6.5.1)
    sign_count = models.PositiveBigIntegerField(default=0)  # stays 0 where the device does not count
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint("office", "credential_id", name="passkey_once_per_office")]

    def __str__(self) -> str:
        return self.name


class Totp(models.Model):
    """An app that shows a code of six digits, another every half minute (RFC 6238). A code is good once."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    person = models.OneToOneField(Person, models.CASCADE, related_name="totp")
    secret = SealedField()
    last_step = models.PositiveBigIntegerField()  # of 30 seconds since 1970: no code of it or before it is taken any more
    confirmed_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person} · {self.confirmed_at:%Y-%m-%d}"


class BackupCode(models.Model):
    """A code on paper that replaces the second step once; kept as an argon2id hash."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="backup_codes")
    code_hash = models.CharField(max_length=128)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person} · {self.created_at:%Y-%m-%d}"
