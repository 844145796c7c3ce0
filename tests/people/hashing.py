"""A password hash that counts how often it is computed: what takes time at the door."""

from jonghong.people.passwords import Argon2id

runs: list[str] = []


class Counted(Argon2id):
    """The product's own, counted."""

    def encode(self, password: str, salt: str) -> str:
        runs.append("set")
        return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        runs.append("checked")
        return super().verify(password, encoded)
