from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_price")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE shop_item ADD COLUMN size integer NULL",
            migrations.RunSQL.noop,
            state_operations=[migrations.AddField("item", "size", models.IntegerField(null=True))],
        ),
    ]
