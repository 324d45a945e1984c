import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_initial_password"),
        ("reports", "0002_what_if"),
    ]

    operations = [
        migrations.AddField(
            model_name="investment",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="investments",
                to="access.organisation",
            ),
        ),
    ]
