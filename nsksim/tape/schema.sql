-- Tape drives of one system, and what is asked of the people and libraries that serve them.
--
-- A drive: LABEL is '' while it is empty. The process that has it is (CPU, PIN, STARTED), with CPU -1
-- for none. OUTPUT says that it writes, CATALOG and POOL where the tape is cataloged ('' for
-- neither). WRITTEN says that the tape was written since it was mounted. Key NAME.
CREATE TABLE TAPE_DRIVE (
    NAME VARCHAR NOT NULL, LABEL VARCHAR NOT NULL DEFAULT '', WRITTEN BOOLEAN NOT NULL DEFAULT false,
    OUTPUT BOOLEAN NOT NULL DEFAULT false, CATALOG VARCHAR NOT NULL DEFAULT '',
    POOL VARCHAR NOT NULL DEFAULT '', CPU INTEGER NOT NULL DEFAULT -1, PIN INTEGER NOT NULL DEFAULT -1,
    STARTED TIMESTAMP NOT NULL DEFAULT TIMESTAMP '1970-01-01');
-- A mount request nobody has served yet. DEVICE is '' where any drive will do. Key NUMBER.
CREATE TABLE TAPE_MOUNT (
    NUMBER INTEGER NOT NULL, LABEL VARCHAR NOT NULL, DEVICE VARCHAR NOT NULL, OUTPUT BOOLEAN NOT NULL,
    CATALOG VARCHAR NOT NULL, POOL VARCHAR NOT NULL, CPU INTEGER NOT NULL, PIN INTEGER NOT NULL,
    STARTED TIMESTAMP NOT NULL);
-- What is on the tapes that no library holds. Key LABEL.
CREATE TABLE TAPE_CONTENT (LABEL VARCHAR NOT NULL, CONTENT BLOB NOT NULL)
