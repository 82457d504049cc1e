"""MEDIACOM: the errors it prints about the tape catalog, in number order.

The vendor's numbers and texts are those that public pages show (`Origin.DOCUMENTED`); of 603 they
show the number and what it tells, not the text (`Origin.INFERRED`). The texts of the many others
are not public: for them we use the numbers 5900 to 5999, which the vendor does not use as far as we
know, and the style of the known ones (`Origin.OURS`).
"""

from __future__ import annotations

from nsksim.errors import Message, Origin, Severity, Speaker


def _frame(message: Message, text: str) -> list[str]:
    """Put the number before the first line; continuation lines have no prefix."""
    word = "WARNING" if message.severity is Severity.WARNING else "ERROR"
    first, *rest = text.split("\n")
    return [f"**{word}-{message.key}** {first}", *rest]


SPEAKER = Speaker("mediacom", _frame)

NOTHING_CHANGED = "The command is not done and nothing changed."


def _documented(number: int, text: str, cause: str, recovery: str) -> Message:
    return Message(SPEAKER, number, text, cause, NOTHING_CHANGED, recovery, Origin.DOCUMENTED)


def _ours(number: int, text: str, cause: str, recovery: str) -> Message:
    return Message(SPEAKER, number, text, cause, NOTHING_CHANGED, recovery, Origin.OURS)


NO_CATALOG_MANAGER = Message(
    SPEAKER,
    603,
    "The catalog manager could not be created on {node}: PROCESS_CREATE_ error 10, file-system"
    " error 250.",
    "The command needs catalogs of another system, where MEDIADBM looks after them, and no line"
    " leads to it now. The number and what it tells are the vendor's, the wording is ours.",
    NOTHING_CHANGED,
    "Wait until a line is up again.",
    Origin.INFERRED,
)
FILESEQ_MISMATCH = Message(
    SPEAKER,
    629,
    "File sequence {given} of {name} does not match {sequence}, the next in append pool {pool}.",
    "The DEFINE has FILESEQ, and the tape of the append pool holds another number of files.",
    "The open fails with file-system error 594.",
    "Leave FILESEQ out: in an append pool DSM/TC chooses the file sequence itself.",
    Origin.INFERRED,
)
"""The number is documented, the User's Guide tells only what it means. MEDIACOM itself never prints
it: it is a reply to the tape server."""
DISKFILE_INVALID = _documented(
    5048,
    "DISKFILE {name} is invalid.",
    "The disk file name or pattern is not well formed, or it names a system that this system's"
    " network does not know.",
    "Correct the name. Entries under the name of an unknown system can be reached only after the"
    " system is made known, or after they were imported with a node replacement.",
)

ONLY_LOGICAL_COPIES = _documented(
    6310,
    "Only logical copies of the tape file are available. The request must be restarted from the"
    " first reel to use a logical copy.",
    "ALTER TAPEMOUNT asked for a substitute of a later reel, and only a series copy exists.",
    "Reject the mount request, start RECOVER DISKFILE again and ask for the substitute at once.",
)

# 5900-5919: what is wrong with the line itself.

SYNTAX = _ours(
    5900,
    "Syntax error: {problem}",
    "The line is not a command of MEDIACOM.",
    "HELP lists the commands; HELP with a command and an object prints its form.",
)
NOT_MODELLED = _ours(
    5901,
    "{what} is not modelled by this simulator.",
    "The real system can do it; the simulator cannot and does not pretend to.",
    "Use a way that is modelled; the coverage table lists them.",
)
SUPER_GROUP = _ours(
    5902,
    "This command is restricted to super group users.",
    "The command changes the catalog or the defaults, and the user is not in group 255.",
    "Log on as a user of the super group.",
)
NAME_INVALID = _ours(
    5903,
    "{object} {name} is invalid.",
    "The name does not follow the rules for names of this kind.",
    "Correct the name.",
)
VALUE_INVALID = _ours(
    5904,
    "{option} {value} is invalid; {allowed} is allowed.",
    "The value is out of range or not one of the words of the option.",
    "Correct the value.",
)
TOO_MANY_NAMES = _ours(
    5905,
    "{count} names are given; at most {limit} are allowed.",
    "The list of names is too long for one command.",
    "Give several commands.",
)
NAME_TWICE = _ours(
    5906,
    "{object} {name} is given twice.",
    "A name stands more than once in the list.",
    "Take the second one out.",
)
NO_DEFAULT = _ours(
    5908,
    "No default {object} is set on {node}.",
    "The command names none, and neither the session nor the media defaults have one.",
    "Name one in the command, or set a default: for the session with its own command (VOLCAT,"
    " FILECAT, POOL, TAPEDRIVE), for the system with ALTER MEDIADEFS.",
)

NOT_KEPT = _ours(
    5910,
    "No command line {selector} in the history.",
    "FC, ! or ? asks for a line that was not typed in this session.",
    "Look at the lines with HISTORY.",
)
OBEY_TOO_DEEP = _ours(
    5911,
    "OBEY files are nested more than {limit} deep.",
    "An OBEY file obeys itself, directly or through others.",
    "Take the OBEY out of the file.",
)
NO_HELP = _ours(
    5912,
    "There is no help on {topic}.",
    "The topic is neither the beginning of a command, nor an object, nor a message of ours.",
    "HELP lists the commands.",
)

# 5920-5929: the object is not there, or is there already.

NAME_TAKEN = _ours(
    5913,
    "TAPELABEL {name} is on another tape; the tape on {drive} cannot have it too.",
    "Here tapes are told apart by their labels, but for those of pools that are excluded from the"
    " search space: LABEL TAPEVOLUME gives these a label that another tape has.",
    "Choose another name, or give the other tape another label first.",
)
LIBRARY_NAME = _ours(
    5914,
    "The tape on {drive} is {label} of a tape library, and cannot be labeled {name}.",
    "The library knows the tape by its name; the label inside must be the same.",
    "Label the tape with its own name.",
)
DOES_NOT_EXIST = _ours(
    5920,
    "{object} {name} does not exist.",
    "No entry of that name is in the catalog.",
    "Look at the names with INFO.",
)
EXISTS = _ours(
    5921,
    "{object} {name} already exists.",
    "An entry of that name is in the catalog already.",
    "Choose another name, or remove the old entry first.",
)
LABEL_TAKEN = _ours(
    5922,
    "TAPEVOLUME {name} already exists in the system search space.\n"
    "It is in pool {pool} of volume catalog {catalog}.",
    "Tape names must be unique in all volume catalogs of the systems of the system search list.",
    "Choose another name, take that system out of the search list with ALTER MEDIADEFS, or use a"
    " pool whose names are excluded from the search.",
)
AMBIGUOUS = _ours(
    5923,
    "TAPEVOLUME {name} is in several pools of VOLCAT {catalog}.",
    "A pool that is excluded from the search may repeat names of another pool.",
    "Name the pool.",
)

NEEDS_LOCALTOREMOTE = _ours(
    5924,
    "DISKFILE {name} is of {node}; LOCALTOREMOTE is needed to restore it on {here}.",
    "Disk files that were dumped on another system come back to this one only when it is said.",
    "Give LOCALTOREMOTE, or give the command on that system.",
)
RESTORE_GAVE_UP = Message(
    SPEAKER,
    5925,
    "RESTORE of TAPEFILE {name} ended with an error; {done} of {count} disk files are recovered.",
    "RESTORE said why: the tape was not brought or cannot be read, or its options do not fit.",
    "The disk files of this tape file and of those behind it are not restored.",
    "Correct what RESTORE complains about, and give the command again.",
    Origin.OURS,
)
NOT_RECOVERABLE = _ours(
    5926,
    "DISKFILE {name} has no entry it can be recovered from.",
    "The entries it has are INVALID, their tape files have expired, or TAPEFILE, GEN and TIME leave"
    " none; without GEN only the newest generation of each tape file ID counts.",
    "INFO DISKFILE shows the entries; choose one with TAPEFILE, GEN or TIME.",
)
NOBODY_TO_ASK = _ours(
    5927,
    "Nobody can be asked whether to continue; OVERRIDE ON is needed.",
    "MEDIACOM runs without waiting or reads a file, and RECOVER asks before it restores.",
    "Give OVERRIDE ON, or run MEDIACOM at a terminal.",
)

TAPE_OUT_OF_REACH = Message(
    SPEAKER,
    5928,
    "TAPEFILE {name} is on {tapes} of {node}, which is out of reach; {files} left out."
    " GEN, TAPEFILE or TIME chooses an older dump.",
    "The newest dump is on tapes that are cataloged on another system, no line leads there, and no"
    " copy of it has its tapes elsewhere. An older dump is never taken unasked.",
    "The disk files of this tape file are not restored; those of others are.",
    "Try again when the system can be reached, or choose an older dump with GEN, TAPEFILE or TIME.",
    Origin.OURS,
)

# 5930-5939: the tape volume is there, but not in a fit state.

WRONG_STATUS = _ours(
    5930,
    "TAPEVOLUME {name} has status {status}; the command is not allowed.",
    "Only tapes without valid files can be deleted, and no tape in use can be altered.",
    "Delete the tape files first, or wait until the tape is no longer in use.",
)
STATUS_CHANGE = _ours(
    5931,
    "TAPEVOLUME {name} has status {status}; it cannot be changed to {wanted}.",
    "BAD, RELEASED and SCRATCH can be exchanged, and FULL and ASSIGNED; nothing else.",
    "Delete the tape files to make a tape that holds data free again.",
)
NOT_FOR_APPENDING = _ours(
    5932,
    "TAPEVOLUME {name} is not a BACKUP tape in an append pool; status {wanted} is not allowed.",
    "FULL and ASSIGNED are exchanged by command only to stop or to allow appending.",
    "Nothing is to be done: no data are appended to this tape.",
)
FULL_BY_SYSTEM = _ours(
    5933,
    "TAPEVOLUME {name} was not made FULL by a command; it cannot be changed to {wanted}.",
    "A tape the system filled, or that was never appended to, stays FULL until its files expire.",
    "Wait until the files of the tape have expired, or delete them.",
)
POOL_DISAGREES = _ours(
    5934,
    "TAPEVOLUME {name} has {attribute} {value}, POOL {pool} has {wanted}.",
    "A tape must satisfy the attributes of its pool.",
    "Give the attribute of the pool, or choose another pool.",
)

OPTIONS_EXCLUDE = _ours(
    5935,
    "{option} cannot be given with {other}.",
    "The two options ask for different things.",
    "Leave one of them out.",
)

# 5940-5949: pools.

POOL_NOT_EMPTY = _ours(
    5940,
    "POOL {name} contains tapes.",
    "Only an empty pool can be deleted.",
    "Delete its tape volumes first.",
)
POOL_TAPES_DISAGREE = _ours(
    5941,
    "POOL {name} contains tapes whose {attribute} is not {value}.",
    "The tapes of a pool must satisfy its attributes, also after they are altered.",
    "Move those tapes first: delete them and add them to another pool.",
)

# 5950-5959: the catalogs themselves.

SUBVOLUME_TAKEN = _ours(
    5950,
    "{object} {name} already uses subvolume {subvolume}.",
    "A subvolume holds one catalog of a kind.",
    "Choose another subvolume.",
)
ONE_SUBVOLUME_ONE_NAME = _ours(
    5951,
    "{object} {name} uses subvolume {subvolume}; both catalogs of a subvolume need the same name.",
    "A volume catalog and a file catalog may share a subvolume only under one logical name.",
    "Use that name, or another subvolume.",
)
ONE_NAME_ONE_SUBVOLUME = _ours(
    5952,
    "{object} {name} is on subvolume {subvolume}; catalogs on different subvolumes need different"
    " names.",
    "A volume catalog and a file catalog of one logical name must share a subvolume.",
    "Use that subvolume, or another name.",
)
CATALOG_NOT_EMPTY = _ours(
    5953,
    "{object} {name} is not empty.",
    "Only a catalog without pools and without tape files can be dropped.",
    "Delete what is in it first.",
)

CATALOG_ELSEWHERE = _ours(
    5954,
    "{object} {name} cannot be on {subvolume}: the two name different systems.",
    "A catalog lies on a subvolume of the system its name is qualified with.",
    "Name one system, or none for this one.",
)

IS_DEFAULT = _ours(
    5955,
    "{object} {name} is the default of {node}.",
    "The media defaults of that system would name something that is not there.",
    "Set another default on that system with ALTER MEDIADEFS first.",
)
DEFAULT_POOL_ELSEWHERE = _ours(
    5956,
    "POOL {pool}, the default of {node}, is not in VOLCAT {name}.",
    "The default pool is one of the default volume catalog, and only the catalog was to change.",
    "Name a pool of the new catalog as well: ALTER MEDIADEFS, VOLCAT ..., POOL ...",
)
CATALOG_DAMAGED = Message(
    SPEAKER,
    5957,
    "{object} {catalog} is damaged: {reason}.",
    "The two catalogs of a tape set name each other with the node, a tape file has tapes, a tape"
    " has a pool and a system has media defaults. No command leaves anything else behind: the rows"
    " were changed by other means.",
    "The command goes no further; INFO TAPEVOLUME shows what else there is.",
    "Go back to a snapshot of the world, or to a copy.",
    Origin.OURS,
)

# 5960-5979: tape files, disk files and the cleanup.

GENERATIONS_EXHAUSTED = _ours(
    5960,
    "TAPEFILE {name} has no generation after {limit}.",
    "Generation numbers are never given out twice, and the largest one is used.",
    "Use another file ID.",
)
VERSIONS_EXHAUSTED = _ours(
    5961,
    "TAPEFILE {name} has no version after {limit}.",
    "The largest version number of this generation is used.",
    "Write a new generation.",
)
SET_IN_OTHER_FILECAT = _ours(
    5962,
    "The tape set {volume_set} is in FILECAT {catalog}.",
    "All tape files of a tape set are in one file catalog.",
    "Name that file catalog, or write on other tapes.",
)
NEEDS_ONE_ENTRY = _ours(
    5963,
    "STATUS VALID needs one entry; TAPEFILE {name} stands for {count}.",
    "Several entries fit the file ID, generation, version and copies that were given.",
    "Name the generation, the version and the copy.",
)
ALREADY_VALID = _ours(
    5964,
    "TAPEFILE {name} is valid.",
    "Only an expired or deleted entry can be made valid again.",
    "Nothing is to be done.",
)
NEWER_VALID = _ours(
    5965,
    "TAPEFILE {name} has a valid version already.",
    "Only one version of a generation is valid.",
    "Name the version with VERSION: it becomes valid in place of the other.",
)
TAPEFILE_IN_USE = _ours(
    5966,
    "TAPEFILE {name} is in use: TAPEVOLUME {volume} {state}.",
    "A tape of the set is being written, or a process reads it or asks for it.",
    "Wait until the job that uses it has ended, or reject its request.",
)
NOT_WITH_VALID = _ours(
    5967,
    "STATUS VALID needs one entry; {what} is not allowed with it.",
    "An entry is made valid again one by one, never by a pattern, ALL or a whole tape set.",
    "Name the file ID, the generation, the version and the copy.",
)
MEDIA_ADMINISTRATOR = _ours(
    5968,
    "This command is restricted to members of SECURITY-MEDIA-ADMIN.",
    "The security group SECURITY-MEDIA-ADMIN exists, so being in the super group is not enough.",
    "Log on as a member of the group, or as SUPER.SUPER.",
)
DATE_PAST = _ours(
    5969,
    "TAPEFILE {name} expired on {expires}; RETENTION or EXPIRATION has to give a later date.",
    "An entry that is made valid again with a date of the past is expired all the same.",
    "Give the command with RETENTION, counted from the day of creation, or with EXPIRATION.",
)
CLOCK_SUSPICIOUS = _ours(
    5970,
    "The time of {node} looks suspicious; expired tape files are not removed.",
    "The clock of the system moved in a way that would expire tapes by mistake.",
    "Check the clock, then confirm it with ALTER MEDIADEFS, RESET EXPIRATION.",
)
OUT_OF_ORDER = _ours(
    5971,
    "TAPEFILE {name} is cataloged on {count} of its tapes; tape {index} cannot be the next.",
    "The tapes of a set are added one after the other.",
    "Add the tapes in their order, or give the VOLUMEINDEX of the next one.",
)
NOTHING_TO_ALTER = _ours(
    5972,
    "Nothing to alter: {needed} is needed.",
    "The options that were given only say which entries are meant.",
    "Say what is to be changed.",
)
COLLISION = Message(
    SPEAKER,
    5973,
    "TAPEFILE {name} stands for {count} tape sets: FILECAT {catalog} is corrupt.",
    "Two systems wrote tape files with one file ID and one generation, and replication put both"
    " into one file catalog.",
    "What reads or deletes this generation may take either tape set.",
    "Give the systems file IDs or file catalogs of their own, delete the entries, import again.",
    Origin.OURS,
    Severity.WARNING,
)
NOT_CLEANED = Message(
    SPEAKER,
    5974,
    "Expired tape files of {node} are not removed: {reason}.",
    "The daily cleanup covers the systems of the search list, and this one cannot be reached.",
    "The file catalogs of the other systems are cleaned.",
    "None if the next daily run reaches the system; EXPIRE TAPEFILE runs the cleanup at once.",
    Origin.OURS,
    Severity.WARNING,
)
ALONE_ON_TAPE = _ours(
    5975,
    "TAPEFILE {name} cannot be made valid again: no other file of its tape set is valid.",
    "An entry can be made valid again only while another file keeps its tape set in the catalog.",
    "Catalog the file from its tape with ADD TAPEFILE.",
)
ONE_SIDED = Message(
    SPEAKER,
    5976,
    "The system search list of {holder} names {other}, but not the other way round.",
    "Each system keeps tape names unique over its own list only. While the lists differ, a name"
    " that the one side accepts may be there twice for the other.",
    "Both lists stay as they are.",
    "Name both systems in both lists, or each in its own only: ALTER MEDIADEFS on each side.",
    Origin.OURS,
    Severity.WARNING,
)
DUPLICATES = Message(
    SPEAKER,
    5977,
    "{count} in the system search space of {node} more than once, {name} in {places}.",
    "Tapes were added while the search lists of the systems differed, or a list now spans systems"
    " that have the same names, as replication makes them.",
    "Mounts go by the name of a tape, so a job may get the other one. Nothing is changed.",
    "Take the other system out of the list, or delete the tape volumes on one side.",
    Origin.OURS,
    Severity.WARNING,
)

NOT_CONTINUED = _ours(
    5978,
    "TAPEFILE {name} does not go on from tape {before} to tape {label}.",
    "The tape before is the last one of the file, or was written at another time.",
    "Mount the tape on which the file goes on.",
)

FIRST_TAPE_NEEDED = _ours(
    5979,
    "TAPEFILE {name} is on a later tape of the set {volume_set}; tape {label} is not in it yet.",
    "A file of the set goes on from the tape before to this one, and has to be added first.",
    "Add the file that begins on an earlier tape of the set, then its further tapes.",
)

# 5980-5985: what the file system answers to MEDIACOM.

FILE_SYSTEM = _ours(
    5980,
    "File-system error {number}: {text}",
    "The file system refused what the command needed; the number is the file system's own.",
    "See the file-system error.",
)

# 5986-5999: the requests of the tape server, and tapes on drives.

TAPE_UNKNOWN = _ours(
    5986,
    "TAPEMOUNT {number} cannot be accepted yet; the tape on {drive} cannot be read.",
    "A process asks for the drive, and another request asks what to do with the tape on it.",
    "Look at STATUS TAPEMOUNT, and accept or reject the UNREADABLE tape first.",
)
NOTHING_TO_ACCEPT = _ours(
    5987,
    "TAPEMOUNT {number} {state}; there is nothing to accept.",
    "ACCEPT answers requests to use a drive without labels; a labeled tape is mounted.",
    "Mount the tape, or reject the request with REJECT TAPEMOUNT.",
)
NO_SUBSTITUTE = _ours(
    5988,
    "TAPEMOUNT {number} has no substitute: {reason}.",
    "ALTER TAPEMOUNT asks for another tape, and no other tape can or need be asked for.",
    "Do what the request asks for, or reject it with REJECT TAPEMOUNT.",
)
NOBODY_TO_MOUNT = _ours(
    5989,
    "Nobody can be asked to mount a tape on {drive}; PROMPT OFF is needed.",
    "MEDIACOM runs without waiting or reads a file, and the drive has no tape.",
    "Give PROMPT OFF, mount the tape before the command, or run MEDIACOM at a terminal.",
)
LABELED_ALREADY = _ours(
    5990,
    "TAPELABEL {name} is on the tape on {drive}; OVERRIDE ON is needed to write over it.",
    "Without OVERRIDE ON only a tape that bears no label gets one.",
    "Look whether it is the right tape; then give OVERRIDE ON, or NEWNAME to change the label.",
)
NEW_TAPE = _ours(
    5991,
    "The tape on {drive} was never written; OVERRIDE ON is needed to label it.",
    "A new tape cannot be read, so nothing says that it bears no label.",
    "Give OVERRIDE ON.",
)
NO_LABEL = _ours(
    5992,
    "The tape on {drive} has no label.",
    "The command is for a tape with a standard label.",
    "Mount the labeled tape, or give this one a label with ADD TAPELABEL.",
)
OTHER_LABEL = _ours(
    5993,
    "The tape on {drive} is {found}, not {name}.",
    "Another tape than the one the command names is on the drive.",
    "Mount the right tape, or name this one.",
)
CATALOGED = _ours(
    5994,
    "TAPELABEL {name} is cataloged in pool {pool} of volume catalog {catalog}.",
    "The label of a tape that DSM/TC knows is not changed; its files would be lost to the catalog.",
    "Take the tape out of the catalog with DELETE TAPEVOLUME first.",
)
IN_LIBRARY = _ours(
    5995,
    "Tape {name} is in a tape library; OVERRIDE ON is needed to label it.",
    "A library puts a tape into the drive to be labeled only with OVERRIDE ON.",
    "Give OVERRIDE ON.",
)
ONE_TAPE = _ours(
    5996,
    "NEWNAME is for one tape; {count} are named.",
    "A new name can be given to one tape only.",
    "Give one command for each tape.",
)
NOT_THE_FILE = _ours(
    5997,
    "TAPEFILE {name} is not on tape {label}, which holds {found}.",
    "The last 17 characters of the tape file ID have to be those in the label of the file.",
    "Give the name the file was written with, or mount the right tape.",
)
APPEND_POOL = _ours(
    5998,
    "POOL {name} allows appending; ADD TAPEFILE is not for its tapes.",
    "The files of a tape that is appended to cannot be cataloged by hand.",
    "Restore the file catalog, or read the tape with a DEFINE of CLASS TAPE.",
)
NOT_THE_PLACE = _ours(
    5999,
    "TAPEFILE {name} is on tape {label} as tape {section} of its set, not as tape {index}.",
    "VOLUMEINDEX tells which tape of the set is on the drive, and the label tells it as well.",
    "Mount the right tape, or give the VOLUMEINDEX it has.",
)
