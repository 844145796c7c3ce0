"""The product's password hash, made quick."""

from jonghong.people.passwords import Argon2id


class Quick(Argon2id):
    """The same, and the same shape of what is kept, at hardly any cost."""

    time_cost, memory_cost = 1, 8
