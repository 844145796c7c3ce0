"""Every table of the product in the data map; see ``datamap.Table`` for what is said of each."""

from jonghong.privacy.datamap import ACCOUNT, AUDIT, BOOKING, ENTRY, MAIL, PRIVACY, Keeping, OnErase, Table, impersonal, names
from jonghong.privacy.moved_tables import MOVING

PEOPLE = {
    "people.person": Table(
        ACCOUNT,
        personal=names("id name citizen_last4 email is_active activated_at created_at last_login last_device has_factor"),
        secret=names("citizen_key password"),
        other=names("office sessions_ended"),
        about=("pk",),
        on_erase=OnErase.NAMELESS,
    ),
    "people.membership": Table(
        ACCOUNT,
        personal=names("person group role"),
        other=names("id office"),
        about=("person",),
        on_erase=OnErase.GO,
    ),
    "people.deputy": Table(
        ACCOUNT,
        personal=names("person named_by starts_on ends_on remark created_at ended_at"),
        other=names("id office"),
        about=("person",),
        by=("named_by",),
        on_erase=OnErase.NAMELESS,
        age="created_at",
        kept=Keeping.BOOKING,
    ),
    "people.proposal": Table(
        ACCOUNT,
        personal=names("person matter facts stage proposed_by proposed_at ends_at decided_by decided_at"),
        other=names("id office"),
        about=("person",),
        by=("proposed_by", "decided_by"),
        inner=names("facts"),
        on_erase=OnErase.GO,
        age="proposed_at",
        kept=Keeping.SECURITY,
    ),
    # Sealed, with citizen ids in it, for a day at most.
    "roster.upload": Table(
        ACCOUNT,
        personal=names("by made_at expires_at"),
        secret=names("content choices"),
        other=names("id office"),
        about=("by",),
        on_erase=OnErase.GO,
        age="expires_at",
        kept=Keeping.OPEN,
    ),
    "roster.intake": Table(
        ACCOUNT,
        personal=names("by made_at counts people"),
        secret=names("rejected"),
        other=names("id office upload_number forgets_at"),
        by=("by",),
        inner=names("people"),
        on_erase=OnErase.NAMELESS,
        age="made_at",
        kept=Keeping.SECURITY,
    ),
    "roster.layout": impersonal("id office heads columns"),
}

SIGNING_IN = {
    "people.activationcode": Table(
        ENTRY,
        personal=names("person issued_by issued_at expires_at used_at revoked_at"),
        secret=names("code_hash"),
        other=names("id office tries_left"),
        about=("person",),
        by=("issued_by",),
        on_erase=OnErase.GO,
        age="expires_at",
    ),
    "activation.mailedcode": Table(
        ENTRY,
        personal=names("code"),
        other=names("id office letter"),
        about=("code__person",),
        on_erase=OnErase.GO,
        kept=Keeping.OPEN,  # with the code
    ),
    "activation.mailwish": Table(
        ENTRY,
        personal=names("person asked_at answered_at"),
        other=names("id office"),
        about=("person",),
        on_erase=OnErase.GO,
        age="asked_at",
    ),
    "activation.accountrequest": Table(
        ENTRY,
        personal=names("person typed_name group asked_at expires_at outcome reason decided_at decided_by used_at"),
        secret=names("account compare token"),
        other=names("id office"),
        about=("person",),
        by=("decided_by",),
        inner=names("typed_name"),
        on_erase=OnErase.GO,
        age="asked_at",
    ),
    "factors.passkey": Table(
        ENTRY,
        personal=names("person name created_at last_used_at"),
        secret=names("credential_id public"),
        other=names("id office sign_count"),
        about=("person",),
        on_erase=OnErase.GO,
        kept=Keeping.ACCOUNT,
    ),
    "factors.totp": Table(
        ENTRY,
        personal=names("person confirmed_at last_used_at"),
        secret=names("secret"),
        other=names("id office last_step"),
        about=("person",),
        on_erase=OnErase.GO,
        kept=Keeping.ACCOUNT,
    ),
    "factors.backupcode": Table(
        ENTRY,
        personal=names("person created_at used_at"),
        secret=names("code_hash"),
        other=names("id office"),
        about=("person",),
        on_erase=OnErase.GO,
        kept=Keeping.ACCOUNT,
    ),
    "oidc.identity": Table(
        ENTRY,
        personal=names("person issuer linked_at used_at"),
        secret=names("subject"),
        other=names("id office"),
        about=("person",),
        on_erase=OnErase.GO,
        kept=Keeping.ACCOUNT,
    ),
    "legacy.bridged": Table(
        ENTRY,
        personal=names("person at must_change_by"),
        secret=names("mark"),
        other=names("id office"),
        about=("person",),
        on_erase=OnErase.GO,
        kept=Keeping.ACCOUNT,
    ),
    "people.session": Table(
        ENTRY,
        personal=names("person device network opened_at last_seen_at ends_at"),
        secret=names("key_hash data"),
        other=names("id office idle expires_at"),
        about=("person",),
        on_erase=OnErase.GO,
        age="expires_at",
        kept=Keeping.OPEN,
    ),
    # A keyed hash that leads to nobody; who is erased has none left.
    "people.guesscounter": Table(
        ENTRY,
        secret=names("key"),
        other=names("id office failures blocked_until counted_at told_at"),
        age="counted_at",
    ),
    "people.guesshour": impersonal("id office hour failures is_wave"),
}

MEETINGS = {
    "bookings.booking": Table(
        BOOKING,
        personal=names("date half room group organizer title chair coordinator phone sign is_private state created_at"),
        other=names(
            "id office series series_date starts_at ends_at attendees layout needs_sound needs_projector needs_drinks "
            "expires_at is_legacy version"
        ),
        about=("organizer",),
        on_erase=OnErase.NAMELESS,
    ),
    "bookings.history": Table(
        BOOKING,
        personal=names("at verb booking actor remark before after concerns"),
        other=names("id office act"),
        about=("booking__organizer",),
        by=("actor", "concerns"),
        inner=names("before after"),
        on_erase=OnErase.NAMELESS,
    ),
    "bookings.closure": Table(
        BOOKING,
        personal=names("room starts_at ends_at reason closed_by closed_at"),
        other=names("id office act lifted_at"),
        by=("closed_by",),
        on_erase=OnErase.NAMELESS,
    ),
    "waiting.waiter": Table(
        BOOKING,
        personal=names("person group room date half attendees title joined_at state offered_at"),
        other=names("id office starts_at ends_at booking"),
        about=("person",),
        on_erase=OnErase.GO,
        age="starts_at",
    ),
    "swaps.swap": Table(
        BOOKING,
        personal=names("mine theirs message asked_by asked_at state answered_by answered_at remark"),
        other=names("id office mine_version theirs_version rooms_only act"),
        by=("asked_by", "answered_by"),
        on_erase=OnErase.NAMELESS,
        age="asked_at",
    ),
    "notices.reader": Table(
        BOOKING,
        personal=names("person seen_id seen_acts"),
        other=names("id office"),
        about=("person",),
        on_erase=OnErase.GO,
        kept=Keeping.ACCOUNT,
    ),
    "bookings.series": impersonal("id office rule skips_holidays skips_weekends created_at"),
    "bookings.monthtally": impersonal("id office month times carried version"),
    "bookings.ruleset": impersonal(
        "id office room opens_at closes_at refuses_past least_notice_hours most_notice_days longest_hours longest_days "
        "most_of_person most_of_group minutes_before minutes_after cancel_hours days_off overfull request_hours hold_hours"
    ),
    "bookings.ruleset_groups": impersonal("id ruleset group"),
}

RECORDS = {
    # Tied to nobody but by the address in it.
    "post.letter": Table(
        MAIL,
        personal=names("address subject created_at sent_at given_up_at"),
        secret=names("body"),  # a code may stand in it, and others may read a mailbox that is shared
        other=names("id office good_until next_try_at tries why"),
        on_erase=OnErase.GO,
        age="created_at",
    ),
    # Append-only; it goes by the audit's own verb.
    "audit.record": Table(
        AUDIT,
        personal=names("number at act actor_id subject facts network"),
        other=names("id office request seal"),
    ),
    "audit.chain": impersonal("id office number seal pruned_number pruned_seal proof"),
    "privacy.told": Table(
        PRIVACY,
        personal=names("person version at"),
        other=names("id office"),
        about=("person",),
        on_erase=OnErase.GO,
    ),
    "privacy.departure": Table(
        PRIVACY,
        personal=names("person noted_at"),
        other=names("id office"),
        about=("person",),
        on_erase=OnErase.GO,
    ),
    # A number that leads to nobody, kept so that it stays so.
    "privacy.erased": Table(PRIVACY, personal=names("person_number at reason"), other=names("id office"), kept=Keeping.OFFICE),
    "privacy.notice": impersonal("id office number controller officer addition since"),
    "privacy.retention": impersonal("id office booking_years account_days security_days nobody looked_on"),
}

OFFICE = {
    "offices.office": impersonal(
        "id name short_name time_zone morning_starts morning_ends afternoon_starts afternoon_ends is_sample version "
        "officers_need_factor power_takes_two"
    ),
    "offices.group": impersonal("id office name short_name position is_active"),
    "offices.holiday": impersonal("id office date name"),
    "rooms.equipment": impersonal("id office name"),
    "rooms.room": impersonal("id office name position capacity hue photo is_open needs_permission"),
    "rooms.room_equipment": impersonal("id room equipment"),
    # Django's own; nothing here writes them.
    "auth.permission": impersonal("id name content_type codename"),
    "auth.group": impersonal("id name"),
    "auth.group_permissions": impersonal("id group permission"),
    "contenttypes.contenttype": impersonal("id app_label model"),
}

TABLES = PEOPLE | SIGNING_IN | MEETINGS | RECORDS | MOVING | OFFICE
