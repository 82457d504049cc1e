Feature: From a backup at the PRIMARY site to a restore at the SECONDARY one
  The unload of a written volume starts an update export by itself; an import is always asked for.

  @A-02 @A-11 @A-13 @B-13 @E-03 @E-28 @G-04 @G-11 @G-35
  Scenario: One backup, one volume
    Given the scenario replicated
    When the operator at \ETINIUM runs:
      """
      ADD DEFINE =OUT, CLASS TAPECATALOG, LABELS BACKUP, FILEID SLABA-BAK11-DAILY, VOLUME SCRATCH, POOL SLAB_A_DAILY, USE OUT
      BACKUP =OUT, $DATA.SLABA.*, LISTALL, CATALOGFILES
      SIM CLOCK SETTLE
      """
    And the operator at \INSIDX runs:
      """
      MEDIACOM INFO TAPEVOLUME SAD007
      """
    Then the output is:
      """
      Volume Catalog       \INSIDX.QCVOLCAT
      Tape   Pool                           Label   Tape      Tape
      Name   Name                           Type    Type      Format    Status
      ------ ------------------------------ ------- --------- --------- --------
      SAD007 CH409DR_2ND_SLABA_DAILY        BACKUP  CART3480            SCRATCH
      1 tape volume returned.
      """
    When the operator at \INSIDX runs:
      """
      LOAD /KEEP 1/ BBOX.BBSETUP BBOX.MACROS
      BB027_IMPORT_CATALOG STOREID 2ND_SLAB_A-DAILY, CATALOGFILES YES, TYPE UPDATE
      SIM CLOCK SETTLE
      """
    And the operator at \INSIDX runs:
      """
      MEDIACOM INFO TAPEFILE SLABA-BAK11-DAILY, GEN -1
      """
    Then the output is:
      """
      File Catalog         \INSIDX.QCFILCAT
      Tape File ID                       Gen Vers Phys Log Created    Expires    Status
      -------------------------------- ----- ---- ---- --- ---------- ---------- -------
      SLABA-BAK11-DAILY                   24    0    1   1 2022-01-05 2022-01-12 VALID
      1 tape file returned.
      """
    And the catalogs of \ETINIUM and \INSIDX agree
    When the session goes:
      """
      \INSIDX 6> ADD DEFINE =IN, CLASS TAPECATALOG, LABELS BACKUP, FILEID SLABA-BAK11-DAILY, VOLCAT QCVOLCAT, FILECAT QCFILCAT, USE IN
      \INSIDX 7> RESTORE =IN, *.*.*, LISTONLY
      File Mode RESTORE Program - T9074H01 - (15AUG2012)
      Copyright 1981, 2012 Hewlett-Packard Development Company, L.P.

      Drives: (\INSIDX.$VTAPE0)
      System: \ETINIUM   Operating System: H06   Tape Version: 3
      Backup options: NO AUDITED, BLOCKSIZE 28, NO IGNORE, NO OPEN, PARTONLY OFF, INDEXES IMPLICIT
      Restore time:  5Jan2022 23:00   Backup time:  5Jan2022 23:00   Pages: 1

      Tape: 1           Code            EOF  Last modif        Owner  RWEP  Type  Rec Bl
      \ETINIUM.$DATA.SLABA
        ACCOUNTS                       4096  4Jan2022 20:15     40,7  NUNU
        BALANCES                       4096  4Jan2022 20:15     40,7  NUNU
        BRANCHES                       4096  4Jan2022 20:15     40,7  NUNU
        CARDS                          4096  4Jan2022 20:15     40,7  NUNU
        CUSTOMER                       4096  4Jan2022 20:15     40,7  NUNU
        HISTORY                        4096  4Jan2022 20:15     40,7  NUNU
        LIMITS                         4096  4Jan2022 20:15     40,7  NUNU
        ORDERS                         4096  4Jan2022 20:15     40,7  NUNU
        RATES                          4096  4Jan2022 20:15     40,7  NUNU
        TELLERS                        4096  4Jan2022 20:15     40,7  NUNU

      Summary Information

      Files listed = 10    Files not listed = 0
      """
    Then nothing is refused

  @B-14 @B-38
  Scenario: A SECONDARY store takes no backup, and no tape is touched
    Given the scenario replicated
    When the operator at \INSIDX runs:
      """
      ADD DEFINE =OUT, CLASS TAPECATALOG, LABELS BACKUP, FILEID TRIAL, VOLUME SCRATCH, POOL CH409DR_2ND_SLABA_DAILY, VOLCAT QCVOLCAT, FILECAT QCFILCAT, USE OUT
      """
    And the operator at \INSIDX runs:
      """
      BACKUP =OUT, $SYSTEM.BBOX.TACLCSTM
      """
    Then it is refused with backbox.9906
    And the catalogs of \ETINIUM and \INSIDX agree

  @E-03
  Scenario: Reading a volume is no reason for an export
    Given the scenario replicated
    When the operator at \ETINIUM runs:
      """
      ADD DEFINE =IN, CLASS TAPECATALOG, LABELS BACKUP, FILEID SLABA-BAK11-DAILY, GEN 23, USE IN
      RESTORE =IN, *.*.*, LISTONLY
      SIM CLOCK SETTLE
      """
    And the operator at \ETINIUM runs:
      """
      SPOOLCOM JOB
      """
    Then the output is:
      """
      JOB    BATCH  ST  FLAGS  OWNER    TIME   COPY   PAGE  REPORT            LOCATION
         1          RD  4      255,255  17:44     1      1  SUPER   SUPER     #SLABA.EXPDAYL
      """

  @E-15 @E-16
  Scenario: With the line down the update stays pending until the extractor's next try
    Given the scenario replicated
    When the line between \ETINIUM and \INSIDX goes down
    And the operator at \ETINIUM runs:
      """
      ADD DEFINE =OUT, CLASS TAPECATALOG, LABELS BACKUP, FILEID SLABA-BAK11-DAILY, VOLUME SCRATCH, POOL SLAB_A_DAILY, USE OUT
      BACKUP =OUT, $DATA.SLABA.CARDS
      SIM CLOCK SETTLE
      """
    And the line between \ETINIUM and \INSIDX goes up
    And the clock advances 1 minute
    And the operator at \INSIDX runs:
      """
      MEDIACOM INFO TAPEVOLUME SAD007
      """
    And the clock advances 20 minutes
    And the operator at \INSIDX runs:
      """
      LOAD /KEEP 1/ BBOX.BBSETUP BBOX.MACROS
      BB027_IMPORT_CATALOG STOREID 2ND_SLAB_A-DAILY, TYPE UPDATE
      SIM CLOCK SETTLE
      """
    Then the catalogs of \ETINIUM and \INSIDX agree
