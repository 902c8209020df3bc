from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0003_item")]

    operations = [
        migrations.RenameField(model_name="box", old_name="content", new_name="item"),
        migrations.RenameModel(old_name="Box", new_name="Crate"),
        migrations.AddField(model_name="crate", name="size", field=models.IntegerField(default=1)),
    ]
