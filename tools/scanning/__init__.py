"""Scanners of ``./jonghong scan``, each in a form that tests can ask, too."""
