-- Tape drives of one system, and what is asked of the people and libraries that serve them.
--
-- A drive: LABEL is '' while it is empty, HOME the pool whose tape it is, as that of TAPE_REEL; LABELTYPE is the type of its label, UNREADABLE for a tape
-- that cannot be read, '' for one that bears none, and then LABEL is what people call it. The process that has it is (NODE, CPU, PIN, STARTED), with CPU
-- -1 for none. OUTPUT says that it writes, CATALOG and POOL where the tape is cataloged (the catalog with its node; '' for neither),
-- MODE, LABELS and COMMENT how it was opened. WRITTEN says that the tape was written since it was
-- mounted. NLCHECK and BLPCHECK ask for approval of opens without labels. A RESERVED drive is for
-- processes that name it. FILECAT (with its node) to LOGICALCOPY tell which copy of a tape file is
-- read or written, FILECAT '' for none. Key NAME.
CREATE TABLE TAPE_DRIVE (
    NAME VARCHAR NOT NULL, LABEL VARCHAR NOT NULL DEFAULT '', HOME VARCHAR NOT NULL DEFAULT '', WRITTEN BOOLEAN NOT NULL DEFAULT false,
    OUTPUT BOOLEAN NOT NULL DEFAULT false, CATALOG VARCHAR NOT NULL DEFAULT '',
    POOL VARCHAR NOT NULL DEFAULT '', NODE VARCHAR NOT NULL DEFAULT '', CPU INTEGER NOT NULL DEFAULT -1, PIN INTEGER NOT NULL DEFAULT -1,
    STARTED TIMESTAMP NOT NULL DEFAULT TIMESTAMP '1970-01-01',
    MODE VARCHAR NOT NULL DEFAULT 'LP', LABELS VARCHAR NOT NULL DEFAULT '',
    COMMENT VARCHAR NOT NULL DEFAULT '', LABELTYPE VARCHAR NOT NULL DEFAULT '',
    NLCHECK BOOLEAN NOT NULL DEFAULT true, BLPCHECK BOOLEAN NOT NULL DEFAULT true,
    RESERVED BOOLEAN NOT NULL DEFAULT false, FILECAT VARCHAR NOT NULL DEFAULT '',
    FILEID VARCHAR NOT NULL DEFAULT '', GENERATION INTEGER NOT NULL DEFAULT 0,
    VERSION INTEGER NOT NULL DEFAULT 0, PHYSICALCOPY INTEGER NOT NULL DEFAULT 1,
    LOGICALCOPY INTEGER NOT NULL DEFAULT 1);
-- A request of $ZSVR that its process has not seen the end of. LABEL is '' for an open without
-- labels, DEVICE '' where any drive will do. SCRATCH says that any scratch tape of the pool serves;
-- NAMES are the tapes that may be taken next, one a line. FILECAT to LOGICALCOPY are those of a drive; REEL counts its tapes from 1,
-- FURTHER says that the process had another one of them before. STATE is WAITING, RETRIED
-- (no scratch tape is left, or a library's tape is in use), QUEUED (every drive of a library is
-- busy), SERVED (by the tape LABEL on DRIVE), REJECTED, or OWED, POLLED or BEHIND (nothing is asked; NUMBER is
-- less than 1. What OWED tells of is ended when the process is no more; with POLLED it takes whatever
-- tape comes on DEVICE, with BEHIND that of which people are asked what it is). MODE UNREADABLE asks about the tape on DEVICE; $ZSVR has that request. Key NUMBER.
CREATE TABLE TAPE_MOUNT (
    NUMBER INTEGER NOT NULL, LABEL VARCHAR NOT NULL, DEVICE VARCHAR NOT NULL, OUTPUT BOOLEAN NOT NULL,
    CATALOG VARCHAR NOT NULL, POOL VARCHAR NOT NULL, MODE VARCHAR NOT NULL, LABELS VARCHAR NOT NULL,
    COMMENT VARCHAR NOT NULL, NODE VARCHAR NOT NULL, CPU INTEGER NOT NULL, PIN INTEGER NOT NULL, STARTED TIMESTAMP NOT NULL,
    DEFINE_CLASS VARCHAR NOT NULL, DEFINE VARCHAR NOT NULL, SCRATCH BOOLEAN NOT NULL,
    NAMES VARCHAR NOT NULL, FILECAT VARCHAR NOT NULL, FILEID VARCHAR NOT NULL,
    GENERATION INTEGER NOT NULL, VERSION INTEGER NOT NULL, PHYSICALCOPY INTEGER NOT NULL,
    LOGICALCOPY INTEGER NOT NULL, REEL INTEGER NOT NULL, FURTHER BOOLEAN NOT NULL,
    STATE VARCHAR NOT NULL, DRIVE VARCHAR NOT NULL);
-- The file that gets all texts of $ZSVR besides the console: one row, or none.
CREATE TABLE TAPE_CONSOLE (NAME VARCHAR NOT NULL);
-- What is on the tapes that no library holds: NAME is that of the label, for a tape without one what
-- people call it. HOME tells which of two tapes of one name it is: the volume catalog with its node, a blank and the pool, ''
-- where nobody noted it. Key NAME, HOME.
CREATE TABLE TAPE_REEL (NAME VARCHAR NOT NULL, HOME VARCHAR NOT NULL, CONTENT BLOB NOT NULL);
-- The names that tapes of the shelf no longer have because another label was written over them, and
-- the name and the home each has NOW. Key NAME, HOME.
CREATE TABLE TAPE_RENAMED (
    NAME VARCHAR NOT NULL, HOME VARCHAR NOT NULL, NOW VARCHAR NOT NULL, NOWHOME VARCHAR NOT NULL);
-- How many bytes of disk files the tapes of a media type hold; a type without a row has no end that
-- matters. Key TYPE.
CREATE TABLE TAPE_CAPACITY (TYPE VARCHAR NOT NULL, BYTES BIGINT NOT NULL);
