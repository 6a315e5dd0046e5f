"""A file imports only from lower layers, or from its own folder."""

from tests.house.tree import files, imported

LAYERS = (
    ("storage", "vocabularies", "settings", "errors", "clock", "__init__"),
    ("language",),  # of layer 0 too, but it shows moments in the clock's own zone
    ("models", "store"),
    ("access", "jobs", "outgoing", "media"),
    ("audit", "usage", "notices"),
    ("organisations", "concepts"),
    ("search",),
    ("people", "assets"),
    ("campaigns",),
    ("delivery", "statistics", "keeping", "founding"),
    ("web", "demo"),
    ("app",),
    ("cli",),
)
LAYER = {room: number for number, rooms in enumerate(LAYERS) for room in rooms}


def room(module: str) -> str:
    """The first folder or file inside mediabank/; storage and vocabularies are rooms of their own."""
    package, _, rest = module.partition(".")
    return (rest.partition(".")[0] or "__init__") if package == "mediabank" else package


def test_every_room_has_its_layer():
    assert {room(file.module) for file in files()} <= set(LAYER)


def test_a_file_imports_only_from_lower_layers_or_its_own_folder():
    upward = [
        f"{file}:{line} imports {module}"
        for file in files()
        for module, line in imported(file)
        if module.partition(".")[0] in {"mediabank", "storage", "vocabularies"}
        and room(module) != room(file.module)
        and LAYER[room(module)] >= LAYER[room(file.module)]
    ]
    assert upward == []


def test_storage_and_vocabularies_import_nothing_of_ours():
    foreign = [
        f"{file}:{line} imports {module}"
        for file in files()
        for module, line in imported(file)
        if room(file.module) in {"storage", "vocabularies"}
        and module.partition(".")[0] in {"mediabank", "storage", "vocabularies"}
        and room(module) != room(file.module)
    ]
    assert foreign == []
