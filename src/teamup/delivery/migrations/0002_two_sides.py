from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0001_initial"),
        ("plans", "0005_two_sides"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sign-in", "Sign In"),
                            ("address", "Address"),
                            ("proof", "Proof"),
                            ("changed", "Changed"),
                            ("talk", "Talk"),
                        ],
                        max_length=10,
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=254)),
                ("masked", models.CharField(max_length=254)),
                ("sealed", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("queued", "Queued"), ("sending", "Sending"), ("sent", "Sent"), ("failed", "Failed")],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("due_at", models.DateTimeField(null=True)),
                ("pointless_at", models.DateTimeField(null=True)),
                ("task_id", models.UUIDField(null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="letter",
            name="letter_kind_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="letter",
            name="letter_seals_only_keys",
        ),
        migrations.AlterField(
            model_name="letter",
            name="kind",
            field=models.CharField(
                choices=[
                    ("report", "Report"),
                    ("key", "Key"),
                    ("code", "Code"),
                    ("invite", "Invite"),
                    ("owner", "Owner"),
                    ("agree", "Agree"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["report", "key", "code", "invite", "owner", "agree"])),
                name="letter_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["key", "invite", "agree"]), ("sealed", ""), _connector="OR"),
                name="letter_seals_only_keys",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="notice_due"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["created_at"], name="notice_to_forget"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["sign-in", "address", "proof", "changed", "talk"])),
                name="notice_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("due_at__isnull", False), ("state__in", ["queued", "sending"])),
                    models.Q(
                        ("address", ""), ("due_at__isnull", True), ("sealed", ""), ("state__in", ["sent", "failed"])
                    ),
                    _connector="OR",
                ),
                name="notice_is_forgotten_once_settled",
            ),
        ),
    ]
