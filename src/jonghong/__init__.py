"""jonghong (จองห้อง): meeting-room booking for Thai public offices, then for any office."""

__version__ = "0.1.0"
