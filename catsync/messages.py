"""BackBox: the three event messages of the manual, and the refusals it has no text for.

The manual prints 3279, 3286 and 3342 and says that errors are reported, without number or text. All
other numbers (9901 to 9999) and texts are ours. A line of BackBox begins with the domain, the
letter of the severity and the number: `SLAB_A-I3279`; the letters are those of other ETI-NET
manuals.
"""

from __future__ import annotations

from nsksim.errors import Message, OperatorError, Origin, Severity, Speaker

SUBSYSTEM = "ETINET.100.100"
"""Owner, number and version of the subsystem in an event message."""


def _frame(message: Message, text: str) -> list[str]:
    """Say it where no domain is known; with a domain `spoken` is used."""
    return [f"BACKBOX-{message.severity}{message.key} {text}"]


SPEAKER = Speaker("backbox", _frame)


def spoken(domain: str, error: OperatorError) -> str:
    """Give the line as BackBox says it in `domain`: event text, answer to a macro, report line."""
    return f"{domain}-{error.message.severity}{error.message.key} {error.text}"


NOTHING = "The request is not carried out and nothing changed."
_INFORMED = "None; it is said for information, and only when EMS Verbose is set in the domain."


def _informed(number: int, text: str, cause: str, origin: Origin) -> Message:
    return Message(
        SPEAKER, number, text, cause, _INFORMED, "None is needed.", origin, Severity.INFORMATION
    )


def _ours(number: int, text: str, cause: str, recovery: str, effect: str = NOTHING) -> Message:
    return Message(SPEAKER, number, text, cause, effect, recovery, Origin.OURS)


EXPORTED = _informed(
    3279,
    "{process} exported {type} catalogs for data store {store} ({count} volumes processed)."
    " Report in {report}",
    "An export ended without error.",
    Origin.DOCUMENTED,
)
STARTED = _informed(
    3286,
    "Process {process} started for {activity} {what} of data store {store}."
    " Output report sent to {report}.",
    "An export or an import was started; the event comes from the process that starts the engine.",
    Origin.DOCUMENTED,
)
IMPORTED = _informed(
    3342,
    "{process} imported {type} catalogs for data store {store} ({count} volumes processed)."
    " Report in {report}",
    "An import ended without a fatal error.",
    Origin.DOCUMENTED,
)

# -- requests ----------------------------------------------------------------------------------

NOT_MODELLED = _ours(
    9901,
    "{what} is not modelled by this simulator.",
    "The real product can do this; the simulator cannot.",
    "Try something else.",
)
NO_DOMAIN = _ours(
    9902,
    "{node} has no BackPak domain.",
    "The scenario does not configure BackBox on this system.",
    "Use a system with a domain.",
)
NO_MANAGER = _ours(
    9903,
    "The domain manager {process} is not running on {node}.",
    "Requests are served by the domain manager, and it was stopped or never started.",
    "Start the domain manager.",
)
NO_LICENCE = _ours(
    9904,
    "The licence of domain {domain} does not include the Catalog Sync option.",
    "Catalog Sync needs an option of the licence on both sides.",
    "Enter a licence key with the option.",
)
STORE_UNKNOWN = _ours(
    9905,
    "Data store {store} does not exist in domain {domain}.",
    "The id is wrong; blanks in it can be typed with STOREID_ALIAS.",
    "Use an id of the list of Data Stores.",
)
STORE_ACCESS = _ours(
    9906,
    "Data store {store} has domain access {access}; {operation} needs {needed}.",
    "Only a PRIMARY store is exported and written, only a SECONDARY store is imported.",
    "Name another store, or change its domain access.",
)
STORE_INACTIVE = _ours(
    9907,
    "Data store {store} is INACTIVE; {operation} is not allowed.",
    "The store was de-activated in the configuration.",
    "Set its status to ACTIVE.",
)
ALREADY_RUNNING = _ours(
    9908,
    "Data store {store} is being processed by {process}; only one process at a time.",
    "An export or import of the store has not ended yet.",
    "Wait for its end and repeat the request.",
)
NOT_PREPARED = _ours(
    9909,
    "{program} is not prepared: {reason}.",
    "The program that reads and writes the DSM/TC catalogs must be SQL compiled and licensed.",
    "As SUPER.SUPER, SQLCOMP it and then FUP LICENSE it.",
)
NO_DESTINATION = _ours(
    9910,
    "Data store {store} has no export destination.",
    "A blank Export Destination switches all exports of the store off.",
    "Enter the staging sub-volume in the Catalog Sync Export page.",
)
NO_SOURCE = _ours(
    9911,
    "Data store {store} has no import source.",
    "The Import Source of the store is blank.",
    "Enter the staging sub-volume in the Catalog Sync Import page.",
)
NO_STORES = _ours(
    9912,
    "Domain {domain} has no {access} data store to {operation}.",
    "ALL means all stores of this access that are configured for the operation.",
    "Configure a store.",
)
REQUEST_INVALID = _ours(
    9913,
    "The request is invalid: {reason}.",
    "BBREQ was started with a startup text that is not a request.",
    "Use the macros BB026_EXPORT_CATALOG and BB027_IMPORT_CATALOG.",
)

NO_COLLECTOR = _ours(
    9914,
    "Report location {place} cannot be opened: {process} is not running.",
    "The collector of the spooler does not run.",
    "Start the spooler, or configure another report location.",
)

# -- configuration -----------------------------------------------------------------------------

VALUE_INVALID = _ours(
    9920,
    "{field} {value} of {object} {name} is invalid: {reason}.",
    "A field of a configuration page was given a value it cannot have.",
    "Correct the value.",
)
FIELD_MISSING = _ours(
    9921,
    "{field} is missing in {object} {name}.",
    "The field is mandatory here.",
    "Enter it.",
)
FIELD_UNAVAILABLE = _ours(
    9922,
    "{field} is not available in {object} {name} of {access} data store {store}.",
    "Some fields exist only for SECONDARY (or RESTRICTED) stores.",
    "Leave the field blank, or change the domain access of the store.",
)
CATALOG_TYPE = _ours(
    9923,
    "Catalog type {type} of volume group {group} is not supported in SECONDARY data store {store}.",
    "In a SECONDARY store the catalog type is NONE or DSM/TC.",
    "Choose one of these.",
)
GROUP_CLAIMED = _ours(
    9924,
    "Volume group {group} claims primary volume group {primary}, as {other} does.",
    "Two groups of one store stand for the same group of the primary side.",
    "Give each its own Primary Volume Group ID.",
)
ISOLATION = _ours(
    9925,
    "Volume group {group} directs disk files to {filecat}, the default file catalog of {node};"
    " node replacement is not allowed there.",
    "Replaced names would be mixed with those of files that were backed up locally.",
    "Use a file catalog of its own for the group.",
)
FIXED = _ours(
    9926,
    "{field} of data store {store} cannot be changed.",
    "The type of a store is fixed when it is created.",
    "Make a new store.",
)

# -- loads -------------------------------------------------------------------------------------

VOLUME_UNKNOWN = _ours(
    9930,
    "Volume {label} does not exist in domain {domain}.",
    "The BackPak catalog has no volume of this label.",
    "Create the volume, or register it in a RESTRICTED store.",
    "The load is refused.",
)
NO_IMAGE = _ours(
    9931,
    "The image of volume {label} is not in the storage of data store {store}.",
    "The entries were replicated and the image was not, or not yet.",
    "Let the storage replicate the image.",
    "The load is refused.",
)
VOLUME_EXISTS = _ours(
    9932,
    "Volume {label} exists already in data store {store}.",
    "A label must be unique in a BackPak domain.",
    "Use another label.",
)
CREATION_REJECTED = _ours(
    9933,
    "Volumes cannot be created in {access} data store {store}.",
    "The volumes of a SECONDARY store come from imports only.",
    "Create the volume in the PRIMARY store and import it.",
)
GROUP_UNKNOWN = _ours(
    9934,
    "Volume group {group} does not exist in data store {store}.",
    "The id is wrong, or the group belongs to another store.",
    "Use a group of the store.",
)

# -- runs --------------------------------------------------------------------------------------

_STOPPED_SHORT = "The process ends; what it has not written stays due for the next run."

EXPORT_FAILED = _ours(
    9940,
    "{process} failed to export data store {store}: {reason}. {count} updates pending."
    " Report in {report}",
    "The staging area cannot be written now.",
    "Remove the cause; the EMS extractor repeats the export, or start one by hand.",
    _STOPPED_SHORT,
)
IMPORT_FAILED = _ours(
    9941,
    "{process} failed to import data store {store}: {reason}. Report in {report}",
    "The staging area cannot be read, or belongs to another store.",
    "Remove the cause and repeat the import.",
    _STOPPED_SHORT,
)
IMPORT_ERRORS = _ours(
    9942,
    "{process} imported data store {store} with {errors} errors. Report in {report}",
    "Volume groups or volumes were refused; the report says which and why.",
    "Remove the causes; the next update import takes all volumes of this one again.",
    "The other volumes are imported.",
)
PROCESS_STOPPED = _ours(
    9943,
    "{process} was stopped before its end",
    "Somebody stopped the process, or its processor failed.",
    "Repeat the request.",
    _STOPPED_SHORT,
)
STORE_DIFFERS = _ours(
    9944,
    "{place} holds the catalogs of data store {found}, not of {wanted}",
    "The summary of the staging area names another store than the Primary Data Store ID.",
    "Correct the Import Source or the Primary Data Store ID.",
    _STOPPED_SHORT,
)
NO_SUMMARY = _ours(
    9945,
    "{place} holds no summary of an export",
    "No export has reached this sub-volume, or its files were purged.",
    "Run an export first, or correct the Import Source.",
    _STOPPED_SHORT,
)
NO_FULL_EXPORT = Message(
    SPEAKER,
    9947,
    "No full export of data store {store} is known in {place}; no volume is deleted",
    "A full import deletes the volumes that the last full export does not list, and the summary"
    " lists none: the sub-volume has only updates, or its files were purged.",
    "What is there is imported; volumes that no longer exist at the primary side stay.",
    "Run a full export, then a full import.",
    Origin.OURS,
    Severity.WARNING,
)
CATALOG_UNREACHABLE = _ours(
    9946,
    "Volume group {group}: {kind} {catalog} does not exist or cannot be reached.",
    "The group names a catalog that the domain manager does not find.",
    "Create the catalog, or correct the volume group.",
    "The volumes of the group are passed over.",
)
_GROUP_SKIPPED = "The volumes of the group are not imported; the others are."

GROUP_MISSING = _ours(
    9950,
    "Primary volume group {primary} has no volume group in data store {store}.",
    "No group of the SECONDARY store has this id or names it as Primary Volume Group ID.",
    "Configure the group; an import never creates one.",
    _GROUP_SKIPPED,
)
GROUP_INCONSISTENT = _ours(
    9951,
    "Volume group {group}: catalog type {primary} of the primary side does not go with"
    " {secondary}.",
    "Entries of a tape catalog can come only from a group of the same type.",
    "Use DSM/TC for a DSM/TC group, else NONE.",
    _GROUP_SKIPPED,
)
SAME_CATALOG = _ours(
    9952,
    "Volume group {group}: {kind} {catalog} is also the one of the primary side.",
    "Equal qualified names are a sign of a wrong configuration, unless two systems share a name.",
    "Correct the volume group, or check the box for systems of the same name.",
    _GROUP_SKIPPED,
)
SHARED_CATALOG = _ours(
    9953,
    "Volume group {group}: {kind} {catalog} also registers locally executed backups.",
    "It is the default of this system, or a PRIMARY volume group of the domain uses it.",
    "Use catalogs of their own for the replica, or check the box that allows it.",
    _GROUP_SKIPPED,
)
GROUP_NOT_IN_SUMMARY = _ours(
    9954,
    "Volume {label} belongs to volume group {primary}, which is not imported.",
    "Its group is missing on this side, or was refused.",
    "Look at the validation of the volume groups in the report.",
    "The volume is not imported.",
)
FILE_MISSING = _ours(
    9957,
    "Volume {label} is listed in the summary and has no file in {place}.",
    "The file was purged, or not copied with the others.",
    "Run a full export to write the file anew.",
    "The volume is not imported, and not deleted either.",
)
SPACE_UNKNOWN = _ours(
    9958,
    "Volume group {group}: the search space of tape labels cannot be searched: {reason}.",
    "A system of the search list cannot be reached, so it is not known whether labels are unique.",
    "Make the line work, or take the system out of the search list.",
    _GROUP_SKIPPED,
)
LABEL_TAKEN = _ours(
    9955,
    "Volume {label} exists in the search space: volcat {catalog}, pool {pool}.",
    "A label can be cataloged only once among the systems of the search list.",
    "Take the other system out of the search lists on both sides (ALTER MEDIADEFS, SSL).",
    "The volume is not imported.",
)
LABEL_IN_DOMAIN = _ours(
    9956,
    "Volume {label} belongs to data store {store} of this domain.",
    "A label must be unique in a BackPak domain.",
    "Rename or remove one of the two volumes.",
    "The volume is not imported.",
)
