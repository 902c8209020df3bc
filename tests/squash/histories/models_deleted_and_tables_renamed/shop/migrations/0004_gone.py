from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("shop", "0003_unique")]
    operations = [
        migrations.RemoveField("item", "tags"),
        migrations.DeleteModel("Tag"),
    ]
