from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from mediabank.models.base import new_id
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0001_initial')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Change',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
                ('by', fields.ForeignKeyField('models.Person', source_field='by_id', null=True, db_constraint=True, to_field='id', related_name='word_changes', on_delete=OnDelete.SET_NULL)),
                ('vocabulary', fields.ForeignKeyField('models.Vocabulary', source_field='vocabulary_id', db_index=True, db_constraint=True, to_field='id', related_name='changes', on_delete=OnDelete.CASCADE)),
                ('concept', fields.ForeignKeyField('models.Concept', source_field='concept_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name='changes', on_delete=OnDelete.CASCADE)),
                ('kind', fields.CharField(description='created, edited, moved, merged, split, deprecated, restored, imported, proposed, accepted, declined, undone', max_length=12)),
                ('before', fields.JSONField(null=True, description='snapshots of every concept it touched, by id', encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('after', fields.JSONField(null=True, description='the same, afterwards', encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('undone_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'change', 'app': 'models', 'pk_attr': 'id', 'table_description': 'One dated change of a concept or vocabulary, with what undoing it needs.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Dump',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True, description='names the object: dumps/<id>')),
                ('vocabulary', fields.ForeignKeyField('models.Vocabulary', source_field='vocabulary_id', db_constraint=True, to_field='id', related_name='dumps', on_delete=OnDelete.CASCADE)),
                ('edition', fields.CharField(default='', description='YYYY-MM-DD of a dated version; empty for the current state', max_length=10)),
                ('format', fields.CharField(description='ttl, jsonld, rdf, nt or marcxml', max_length=10)),
                ('changed', fields.IntField(description='the generation of words that it holds')),
                ('digest', fields.CharField(description='SHA-256 of the bytes', max_length=64)),
                ('size', fields.BigIntField(description='bytes')),
                ('made_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'dump', 'app': 'models', 'unique_together': (('vocabulary', 'edition', 'format'),), 'pk_attr': 'id', 'table_description': 'A whole vocabulary in one format, made by a task and kept in the store.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Import',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('vocabulary', fields.ForeignKeyField('models.Vocabulary', source_field='vocabulary_id', null=True, db_constraint=True, to_field='id', related_name='imports', on_delete=OnDelete.CASCADE)),
                ('slug', fields.CharField(description='of the vocabulary that it makes or updates', max_length=60)),
                ('format', fields.CharField(max_length=20)),
                ('file_name', fields.CharField(description='as it was called, made safe; for people only', max_length=255)),
                ('state', fields.CharField(description='reading, read, applying, applied, refused or failed', max_length=10)),
                ('done', fields.IntField(default=0, description='concepts, of `total`')),
                ('total', fields.IntField(default=0)),
                ('report', fields.JSONField(null=True, description='counts, repairs, refusals, and the first of each kind of change', encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('by', fields.ForeignKeyField('models.Person', source_field='by_id', null=True, db_constraint=True, to_field='id', related_name='imports', on_delete=OnDelete.SET_NULL)),
                ('created_at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
                ('finished_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'import', 'app': 'models', 'pk_attr': 'id', 'table_description': 'One run of an import: looked at, shown as a diff, then applied.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Notice',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('person', fields.ForeignKeyField('models.Person', source_field='person_id', db_index=True, db_constraint=True, to_field='id', related_name='notices', on_delete=OnDelete.CASCADE)),
                ('kind', fields.CharField(description='the key of its sentence: notice.<kind>', max_length=40)),
                ('values', fields.JSONField(description='what the sentence says', encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('read_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'notice', 'app': 'models', 'pk_attr': 'id', 'table_description': 'A line to one person about what became of something of theirs; shown until they put it away.'},
            bases=['Model'],
        ),
        ops.AlterModelOptions(
            name='Concept',
            options={'table': 'concept', 'app': 'models', 'unique_together': (('vocabulary', 'slug'),), 'pk_attr': 'id', 'table_description': 'A SKOS concept; its labels and relations are rows of their own, and it is never deleted.'},
        ),
        ops.AddField(
            model_name='Concept',
            name='changed',
            field=fields.IntField(default=0, db_index=True, description='the generation of words it last changed in', db_default=0),
        ),
        ops.AddField(
            model_name='Concept',
            name='created_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Concept',
            name='current',
            field=fields.ForeignKeyField('models.Concept', source_field='current_id', null=True, db_index=True, description='what it was merged into; every reading goes through it', db_constraint=True, to_field='id', related_name='merged_here', on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='Concept',
            name='extra',
            field=fields.TextField(null=True, description='N-Triples of what has no column', unique=False),
        ),
        ops.AddField(
            model_name='Concept',
            name='imported',
            field=fields.JSONField(null=True, description='what the last import said, to tell local edits apart', encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads),
        ),
        ops.AddField(
            model_name='Concept',
            name='notes',
            field=fields.JSONField(null=True, description='list of {kind, language, text}', encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads),
        ),
        ops.AddField(
            model_name='Concept',
            name='proposed_by',
            field=fields.ForeignKeyField('models.Person', source_field='proposed_by_id', null=True, db_constraint=True, to_field='id', related_name='proposals', on_delete=OnDelete.SET_NULL),
        ),
        ops.AddField(
            model_name='Concept',
            name='state',
            field=fields.CharField(default='accepted', description='accepted, proposed or declined', db_default='accepted', max_length=10),
        ),
        ops.AlterField(
            model_name='Relation',
            name='kind',
            field=fields.CharField(description='broader, related, replacedBy, seeAlso, exactMatch, closeMatch, broadMatch, narrowMatch, relatedMatch', max_length=20),
        ),
        ops.AddField(
            model_name='Role',
            name='limits',
            field=fields.JSONField(null=True, description='of a vocabulary_editor: {vocabularies, languages}, each a list or null for all', encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads),
        ),
        ops.AddField(
            model_name='SchemeVersion',
            name='by',
            field=fields.ForeignKeyField('models.Person', source_field='by_id', null=True, db_constraint=True, to_field='id', related_name='scheme_versions', on_delete=OnDelete.SET_NULL),
        ),
        ops.AddField(
            model_name='SchemeVersion',
            name='note',
            field=fields.CharField(default='', description="what was changed, in the editor's words", db_default='', max_length=400),
        ),
        ops.AddField(
            model_name='Vocabulary',
            name='changed',
            field=fields.IntField(default=0, description='the generation of words it last changed in', db_default=0),
        ),
        ops.AddField(
            model_name='Vocabulary',
            name='created_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Vocabulary',
            name='extra',
            field=fields.TextField(null=True, description='N-Triples of what has no column', unique=False),
        ),
        ops.AddField(
            model_name='Vocabulary',
            name='imported',
            field=fields.BooleanField(default=False, description="another's; edited here beside it", db_default=False),
        ),
        ops.AddField(
            model_name='Vocabulary',
            name='licence',
            field=fields.CharField(default='', description='address of its licence', db_default='', max_length=300),
        ),
        ops.AddField(
            model_name='Vocabulary',
            name='modified_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Vocabulary',
            name='notes',
            field=fields.JSONField(null=True, description='list of {kind, language, text}', encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads),
        ),
        ops.AddField(
            model_name='Vocabulary',
            name='version',
            field=fields.CharField(default='', description='as the vocabulary says of itself', db_default='', max_length=60),
        ),
        # mappings are called as SKOS calls them, so that skos:related and skos:relatedMatch cannot be mixed up
        ops.RunSQL("UPDATE relation SET kind = kind || 'Match' WHERE kind IN ('exact', 'close', 'broad', 'narrow')"),
        ops.RunSQL("UPDATE relation SET kind = 'relatedMatch' WHERE kind = 'related' AND target_id IS NULL"),
    ]
