from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cow", "0001_initial")]
    operations = [
        migrations.RunSQL("INSERT INTO ant_ant (name, legs) VALUES ('queen', 6)"),
    ]
