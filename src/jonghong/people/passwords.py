"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """Argon2id at the first setting of the OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane.

    Django's default of 100 MiB and eight lanes lets eight guessers at once stop a small machine.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
