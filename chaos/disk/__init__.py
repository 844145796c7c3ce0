"""A small disk of our own that breaks when told to: it forgets what was not synced, is slow, or is full.

It is a file system of Linux in user space (FUSE), spoken to by the kernel through /dev/fuse without a library between; see
docs/decisions/0018-a-disk-that-forgets.md.
"""
