import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0004_mark_revision"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agreement",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "plan_id", "agreement_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="agreements", to="plans.plan"
                    ),
                ),
                ("agreement_id", models.UUIDField()),
                ("version", models.PositiveIntegerField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("put_at", models.DateTimeField()),
                ("put_by", models.CharField(max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("agreed", "Agreed"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                            ("superseded", "Superseded"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "plan_id", "comment_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="plans.plan"
                    ),
                ),
                ("comment_id", models.UUIDField()),
                ("thread_id", models.UUIDField()),
                ("author", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=120)),
                ("side", models.CharField(blank=True, max_length=10)),
                ("text", models.TextField(blank=True)),
                ("mentions", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                ("edited_at", models.DateTimeField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "plan_id", "hand_over_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hand_overs", to="plans.plan"
                    ),
                ),
                ("hand_over_id", models.UUIDField()),
                ("kind", models.CharField(choices=[("offered", "Offered"), ("asked", "Asked")], max_length=10)),
                ("first", models.UUIDField(null=True)),
                ("first_name", models.CharField(max_length=120)),
                ("second", models.UUIDField(null=True)),
                ("second_name", models.CharField(blank=True, max_length=120)),
                ("made_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "ended",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "Done"),
                            ("declined", "Declined"),
                            ("objected", "Objected"),
                            ("withdrawn", "Withdrawn"),
                            ("lapsed", "Lapsed"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "plan_id", "invitation_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to="plans.plan"
                    ),
                ),
                ("invitation_id", models.UUIDField()),
                ("code_hash", models.CharField(max_length=64, null=True, unique=True)),
                ("address", models.EmailField(blank=True, max_length=254)),
                ("name", models.CharField(blank=True, max_length=120)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "Owner"),
                            ("editor", "Editor"),
                            ("commenter", "Commenter"),
                            ("viewer", "Viewer"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("joint", "Joint"), ("police", "Police"), ("security", "Security")], max_length=10
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=120)),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("accepted_by", models.UUIDField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "plan_id", "user_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="plans.plan"
                    ),
                ),
                ("user_id", models.UUIDField()),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "Owner"),
                            ("editor", "Editor"),
                            ("commenter", "Commenter"),
                            ("viewer", "Viewer"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("joint", "Joint"), ("police", "Police"), ("security", "Security")], max_length=10
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("organization", models.CharField(blank=True, max_length=200)),
                ("title", models.CharField(blank=True, max_length=120)),
                ("joined_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
                ("archived_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="NamedVersion",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "plan_id", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="plans.plan"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=60)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=120)),
                ("revisions", models.JSONField(default=dict)),
                ("marks", models.JSONField(default=dict)),
                ("pack_id", models.CharField(max_length=80)),
                ("pack_version", models.CharField(max_length=40)),
                ("time_zone", models.CharField(max_length=64)),
                ("fingerprint", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "plan_id", "visitor", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="presences", to="plans.plan"
                    ),
                ),
                ("visitor", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=120)),
                ("side", models.CharField(blank=True, max_length=10)),
                ("place", models.CharField(blank=True, max_length=100)),
                ("at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="ShareLink",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "plan_id", "link_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="share_links", to="plans.plan"
                    ),
                ),
                ("link_id", models.UUIDField()),
                ("token_hash", models.CharField(max_length=64, null=True, unique=True)),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("public", "Public"),
                            ("partners", "Partners"),
                            ("police", "Police"),
                            ("security", "Security"),
                        ],
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(null=True)),
                ("label", models.CharField(max_length=80)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=120)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("opened", models.PositiveIntegerField(default=0)),
                ("last_opened_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Signer",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "plan_id",
                        "agreement_id",
                        "signer_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="signers", to="plans.plan"
                    ),
                ),
                ("agreement_id", models.UUIDField()),
                ("signer_id", models.UUIDField()),
                (
                    "side",
                    models.CharField(
                        choices=[("joint", "Joint"), ("police", "Police"), ("security", "Security")], max_length=10
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("title", models.CharField(blank=True, max_length=120)),
                ("organization", models.CharField(blank=True, max_length=200)),
                ("user_id", models.UUIDField(null=True)),
                ("address", models.EmailField(blank=True, max_length=254)),
                ("link_hash", models.CharField(max_length=64, null=True, unique=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("declined_at", models.DateTimeField(null=True)),
                ("words", models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name="TalkMail",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "plan_id", "user_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="talk_mail", to="plans.plan"
                    ),
                ),
                ("user_id", models.UUIDField()),
                (
                    "choice",
                    models.CharField(
                        choices=[("mine", "Mine"), ("daily", "Daily"), ("weekly", "Weekly"), ("never", "Never")],
                        default="mine",
                        max_length=10,
                    ),
                ),
                ("link_hash", models.CharField(max_length=64, unique=True)),
                ("told_until", models.DateTimeField()),
                ("sent_for", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Thread",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "plan_id", "thread_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="threads", to="plans.plan"
                    ),
                ),
                ("thread_id", models.UUIDField()),
                ("question_id", models.CharField(max_length=80)),
                (
                    "side",
                    models.CharField(
                        choices=[("joint", "Joint"), ("police", "Police"), ("security", "Security")],
                        default="joint",
                        max_length=10,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("remark", "Remark"), ("settled", "Settled")], default="remark", max_length=10
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("agreed", models.JSONField(default=dict)),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.CharField(max_length=120)),
                ("author", models.CharField(max_length=64)),
                ("by_side", models.CharField(blank=True, max_length=10)),
                ("comments", models.PositiveIntegerField(default=0)),
                ("called", models.JSONField(default=list)),
                ("stirred_at", models.DateTimeField(db_index=True)),
                ("assigned_side", models.CharField(blank=True, max_length=10)),
                ("assigned_to", models.UUIDField(null=True)),
                ("assigned_name", models.CharField(blank=True, max_length=120)),
                ("assigned_at", models.DateTimeField(null=True)),
                ("assigned_by", models.CharField(blank=True, max_length=64)),
                ("resolved_at", models.DateTimeField(null=True)),
                ("resolved_by", models.CharField(blank=True, max_length=120)),
            ],
        ),
        migrations.AddField(
            model_name="answerchange",
            name="by_side",
            field=models.CharField(max_length=10, null=True),
        ),
        migrations.AddField(
            model_name="answerchange",
            name="by_user",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="browsergrant",
            name="archived_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="browsergrant",
            name="seen_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="plan",
            name="copied_from",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="plan",
            name="deleted_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="plan",
            name="erased_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="answerchange",
            index=models.Index(
                condition=models.Q(("by_user__isnull", False)), fields=["by_user"], name="change_by_a_person"
            ),
        ),
        migrations.AddIndex(
            model_name="plan",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", False)), fields=["deleted_at"], name="plan_deleted_to_forget"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "agreed", "declined", "withdrawn", "superseded"])),
                name="agreement_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("state", "open")),
                    models.Q(models.Q(("state", "open"), _negated=True), ("closed_at__isnull", False)),
                    _connector="OR",
                ),
                name="agreement_is_closed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("plan",), name="agreement_open_is_the_only_one"
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["plan", "thread_id", "at"], name="comment_of_a_thread"),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(("removed_at__isnull", True), ("text", ""), _connector="OR"),
                name="comment_removed_has_no_words",
            ),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(
                condition=models.Q(("settled_at__isnull", True)), fields=["ends_at"], name="hand_over_that_waits"
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "offered"), ("second__isnull", False)),
                    models.Q(("first__isnull", False), ("kind", "asked")),
                    _connector="OR",
                ),
                name="hand_over_names_its_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended", ""), ("settled_at__isnull", True)),
                    models.Q(("settled_at__isnull", False), models.Q(("ended", ""), _negated=True)),
                    _connector="OR",
                ),
                name="hand_over_ends_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["owner", "editor", "commenter", "viewer"])),
                name="invitation_role_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("side__in", ["joint", "police", "security"])), name="invitation_side_is_known"
            ),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["user_id"], name="member_plans_of_a_person"),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["owner", "editor", "commenter", "viewer"])),
                name="member_role_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(("side__in", ["joint", "police", "security"])), name="member_side_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="namedversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="version_number_counts_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="namedversion",
            constraint=models.UniqueConstraint(fields=("plan", "name"), name="version_name_is_used_once"),
        ),
        migrations.AddConstraint(
            model_name="sharelink",
            constraint=models.CheckConstraint(
                condition=models.Q(("audience__in", ["public", "partners", "police", "security"])),
                name="share_audience_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="sharelink",
            constraint=models.CheckConstraint(
                condition=models.Q(("revoked_at__isnull", True), ("token_hash__isnull", True), _connector="OR"),
                name="share_revoked_opens_nothing",
            ),
        ),
        migrations.AddIndex(
            model_name="signer",
            index=models.Index(
                condition=models.Q(("user_id__isnull", False)), fields=["user_id"], name="signer_of_a_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="signer",
            constraint=models.CheckConstraint(
                condition=models.Q(("side__in", ["police", "security"])), name="signer_speaks_for_one_side"
            ),
        ),
        migrations.AddConstraint(
            model_name="signer",
            constraint=models.CheckConstraint(
                condition=models.Q(("confirmed_at__isnull", True), ("declined_at__isnull", True), _connector="OR"),
                name="signer_answers_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="signer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("user_id__isnull", False)),
                fields=("plan", "agreement_id", "user_id"),
                name="signer_is_asked_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="talkmail",
            constraint=models.CheckConstraint(
                condition=models.Q(("choice__in", ["mine", "daily", "weekly", "never"])),
                name="talk_mail_choice_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.CheckConstraint(
                condition=models.Q(("side__in", ["joint", "police", "security"])), name="thread_side_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "remark"), ("note", "")),
                    models.Q(("kind", "settled"), models.Q(("note", ""), _negated=True)),
                    _connector="OR",
                ),
                name="thread_note_is_settled",
            ),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "settled"), ("resolved_at__isnull", True)),
                fields=("plan", "question_id"),
                name="thread_settles_a_question_once",
            ),
        ),
    ]
