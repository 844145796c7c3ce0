"""What each row of AMSS++ becomes here (docs/moving-in.md tells it code by code)."""
