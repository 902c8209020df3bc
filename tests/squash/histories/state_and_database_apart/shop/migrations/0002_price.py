from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.AddField("item", "price", models.IntegerField(null=True))],
            database_operations=[
                migrations.RunSQL("ALTER TABLE shop_item ADD COLUMN price integer NULL", migrations.RunSQL.noop)
            ],
        ),
    ]
