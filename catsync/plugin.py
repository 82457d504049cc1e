"""What catsync brings to nsksim, through the one door for guests."""

from nsksim.plugins import LazyCommand, Plugin

PLUGIN = Plugin(
    name="catsync",
    package="catsync",
    schema="catsync.schema:SYSTEM",
    columns=("catsync.columns:COLUMNS",),
    programs=("catsync.bbreq:Bbreq",),
    messages=("catsync.messages", "catsync.messages_staging"),
    library="catsync.storage:VirtualTapeLibrary",
    verbs={
        "catsync.export": "catsync.exporter:step",
        "catsync.import": "catsync.importer:step",
        "catsync.ended": "catsync.triggers:ended",
        "catsync.retry": "catsync.triggers:retry",
        "catsync.image": "catsync.storage:arrive",
    },
    failures={
        "catsync.export": "catsync.engine:failed",
        "catsync.import": "catsync.engine:failed",
    },
    stopped="catsync.engine:stopped",
    comparison="catsync.testing:catalog_differences",
    sections={"backbox": "catsync.sections:backbox"},
    names={"STOREID": "catsync.request:store_names"},
    commands={
        "stores": LazyCommand("catsync.commands:stores", "List the Data Stores of a world."),
        "sync-status": LazyCommand(
            "catsync.commands:sync_status", "Show exports and imports as the status pages do."
        ),
    },
)
"""The entry point `nsksim.plugins: catsync`."""
