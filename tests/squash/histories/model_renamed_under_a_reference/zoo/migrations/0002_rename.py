from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("zoo", "0001_initial")]
    operations = [
        migrations.RenameModel("Old", "New"),
    ]
