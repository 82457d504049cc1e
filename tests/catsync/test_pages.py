"""The status pages and their JSON form."""

import json
from dataclasses import replace
from datetime import datetime

from catsync_ground import SECOND_STORE, STORE

from catsync import commands, pages, triggers
from catsync.domain import Status


def field(lines, title, name):
    """Find a field of a block by its label."""
    place = lines.index(title)
    return next(line[48:] for line in lines[place + 1 :] if line.strip().startswith(name))


IMPORT = [
    "Staging Sub-Volume",
    "Export ID",
    "Process Name",
    "Import Type",
    "Process Status",
    "Import Start Time",
    "Import Report",
    "Number of Processed Volumes",
]
BLOCKS = {
    "Most Recently Written Volume Exported": ["Volume", "Time"],
    "Number of Pending Catalog Updates to Export": ["Number"],
    "Latest Completed Full Export": [
        "Export ID",
        "Export Process",
        "Export Status",
        "Start Time",
        "Report",
        "Number of Exported Volumes",
        "Export Written To",
    ],
    "Latest Export Process": [
        "Export ID",
        "Export Process",
        "Export Type",
        "Export Status",
        "Start Time",
        "Report",
        "Number of Exported Volumes",
        "Export Written To",
    ],
    "Most Recently Written Volume Imported": ["Volume", "Time"],
    "Available Catalog Information to Import": [
        "Staging Sub-Volume",
        "Total Number of BackPak Volumes",
        "Volumes Received After Last Successful Import",
        "Time of Latest Received BackPak Volume",
    ],
    "Latest Completed Full Import": IMPORT,
    "Latest Import": IMPORT,
}
"""The blocks of both pages with their fields, as the manual names them."""


def blocks(lines):
    """Part the lines of the pages into blocks: the names of the fields by title."""
    found, title = {}, ""
    for line in lines:
        if line.startswith("  "):
            found.setdefault(title, []).append(line[:48].strip())
        title = title if line.startswith("  ") else line
    return found


def test_blocks_without_content_are_absent(ground):
    """I-13."""
    for system in (ground.primary, ground.secondary):
        system.database.execute("DELETE FROM BACKBOX_RUN")
        system.database.execute("UPDATE BACKBOX_VOLUME SET UNLOADED = NULL")
    found = blocks(commands.status_lines(ground.world))
    assert list(found) == [
        "Number of Pending Catalog Updates to Export",
        "Available Catalog Information to Import",
    ]


def test_pages_after_the_sample_run(ground):
    """A-04, I-02 to I-05, I-08 to I-11."""
    ground.export()
    ground.world.run_until(datetime(2022, 1, 5, 23, 0, 6))
    ground.import_(disk_files=True)
    lines = commands.status_lines(ground.world)
    assert blocks(lines) == BLOCKS
    newest = "Most Recently Written Volume Exported"
    assert field(lines, newest, "Volume") == "SAD006"
    assert field(lines, newest, "Time") == "2022-01-04 23:02:56"
    assert field(lines, "Number of Pending Catalog Updates to Export", "Number") == "0"
    full = "Latest Completed Full Export"
    assert field(lines, full, "Export Status") == "FINISHED"
    assert field(lines, full, "Number of Exported Volumes") == "30"
    assert field(lines, full, "Export Written To") == r"\INSIDX.$ETINET.SLABADL"
    waiting = "Available Catalog Information to Import"
    assert field(lines, waiting, "Total Number of BackPak Volumes") == "30"
    assert field(lines, waiting, "Volumes Received After Last Successful Import") == "0"
    latest = "Latest Import"
    assert field(lines, latest, "Import Type") == "FULL"
    assert field(lines, latest, "Process Status") == "FINISHED"
    assert field(lines, latest, "Import Start Time") == "2022-01-05 23:00:06"
    assert field(lines, latest, "Import Report") == "$S.#SLABA.IMPDAYL"
    assert field(lines, latest, "Number of Processed Volumes") == "30"


def test_pending_updates_are_shown_oldest_first(ground):
    """I-03: the three oldest of five."""
    ground.line("DOWN")
    ground.primary.processes.stop(ground.primary.processes.named("$BBEXT"))
    store = ground.configuration().store(STORE)
    for label in ("SAD009", "SAD008", "SAD007", "SAD006", "SARD02"):
        triggers.changed(ground.world, ground.primary, store, [label])
        ground.wait(minutes=1)
    page = pages.export_status(ground.primary, store)
    assert page.pending == 5
    assert [activity.volume for activity in page.oldest] == ["SAD009", "SAD008", "SAD007"]
    assert page.newest.volume == "SARD01"
    lines = pages.export_lines(page, ground.primary)
    place = lines.index("Number of Pending Catalog Updates to Export")
    assert [line.split(None, 1) for line in lines[place + 1 : place + 4]] == [
        ["Number", "5"],
        ["Volume", "SAD009"],
        ["Unload", "Time                                   2022-01-05 17:44:48"],
    ]
    assert lines[place + 8] == ""


def test_unreachable_staging_area_is_a_problem_not_a_zero(ground):
    configuration = ground.configuration(ground.secondary)
    store = configuration.store(SECOND_STORE)
    ground.secondary.database.execute("DELETE FROM DISK WHERE NAME = '$ETINET'")
    user = ground.secondary.users.named("SUPER.SUPER")
    page = pages.import_status(ground.world, ground.secondary, store, user)
    assert page.available is None
    assert page.problem


def test_a_running_process_is_running(ground):
    """I-04, I-05."""
    ground.ask(pages.Direction.EXPORT, STORE)
    data = commands.status_data(ground.world)
    assert data["exports"][0]["latest"]["status"] == "RUNNING"
    assert data["exports"][0]["latest_full"]["export_id"] == "2022-01-04_00:00:00"


def test_a_stopped_process_is_not_running(ground):
    """I-11."""
    ground.ask(pages.Direction.IMPORT, SECOND_STORE)
    process = ground.secondary.processes.named("$X0PC")
    ground.world.stop(ground.secondary, process)
    [page] = commands.status_data(ground.world)["imports"]
    assert (page["latest"]["process"], page["latest"]["status"]) == (
        r"\INSIDX.$X0PC",
        "FINISHED",
    )
    assert [job.state for job in ground.secondary.spooler.jobs()] == ["READY"]
    assert r"\INSIDX.$BBSV" in ground.events(ground.secondary)[-1]
    assert "stopped before its end" in ground.events(ground.secondary)[-1]
    assert not ground.secondary.timers.pending("catsync.import")


def test_json_has_a_version_and_a_fixed_order_of_keys(ground):
    data = json.loads(commands.as_json(commands.status_data(ground.world)))
    assert list(data) == ["version", "time", "exports", "imports"]
    assert data["time"] == "2022-01-05T22:44:48Z"
    assert list(data["exports"][0]) == [
        "system",
        "store",
        "newest",
        "pending",
        "oldest",
        "latest_full",
        "latest",
    ]
    stores = json.loads(commands.as_json(commands.stores_data(ground.world)))
    assert stores["version"] == 1
    assert [(store["domain"], store["id"], store["access"]) for store in stores["stores"]] == [
        ("SLAB_A", STORE, "PRIMARY"),
        ("CH409DR", SECOND_STORE, "SECONDARY"),
    ]


def test_an_inactive_store_says_so(ground):
    """B-39."""
    configuration = ground.configuration()
    configuration.save_store(replace(configuration.store(STORE), status=Status.INACTIVE))
    rows = [line.split() for line in commands.stores_lines(ground.world)]
    assert rows[1:] == [
        [r"\ETINIUM", "SLAB_A", STORE, "PRIMARY", "INACTIVE"],
        [r"\INSIDX", "CH409DR", SECOND_STORE, "SECONDARY", "ACTIVE"],
    ]


def test_no_pages_without_the_licence(ground):
    """A-03, A-04."""
    for system in (ground.primary, ground.secondary):
        ground.configuration(system).save_domain(
            type(ground.configuration(system).domain())("D", catalog_sync=False)
        )
    assert commands.status_lines(ground.world) == []
