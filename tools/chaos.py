"""``./jonghong chaos WORD``: break something while people book, and see what becomes of it; see the folder chaos.

``./jonghong chaos cluster``: the same with three servers of PostgreSQL that stand in for each other.
"""

import sys

from chaos import __main__ as alone
from chaos.cluster import __main__ as cluster


def main(words: list[str]) -> int:
    """Break what is asked for, and return 0 where all held."""
    return cluster.main(words[1:]) if words[:1] == ["cluster"] else alone.main(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
