from tortoise import migrations
from tortoise.migrations import operations as ops
from mediabank.models.base import new_id
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0002_words_kept_by_people')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Touched',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('change', fields.ForeignKeyField('models.Change', source_field='change_id', db_index=True, db_constraint=True, to_field='id', related_name='touched', on_delete=OnDelete.CASCADE)),
                ('concept', fields.ForeignKeyField('models.Concept', source_field='concept_id', db_index=True, db_constraint=True, to_field='id', related_name='touched_by', on_delete=OnDelete.CASCADE)),
            ],
            options={'table': 'touched', 'app': 'models', 'pk_attr': 'id', 'table_description': 'A concept that the change of another one changed too: what it went out into, what lay below it.'},
            bases=['Model'],
        ),
    ]
