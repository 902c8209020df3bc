from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("shop", "0002_price")]
    operations = [
        migrations.RunSQL("CREATE INDEX shop_price ON shop_item (price)", "DROP INDEX shop_price"),
    ]
