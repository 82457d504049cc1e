Feature: Disk files of a system the SECONDARY site does not know
  The name of the system is part of the name of a disk file, and it is replicated as it is.

  @E-29 @G-33 @R-02 @R-03 @R-04 @R-05 @R-10 @R-11 @R-12
  Scenario: The entries are there, and MEDIACOM cannot reach them
    Given the scenario manual
    When the operator at \ETINIUM runs:
      """
      LOAD /KEEP 1/ BBOX.BBSETUP BBOX.MACROS
      BB026_EXPORT_CATALOG STOREID SLAB_A-DAILY, CATALOGFILES YES, TYPE FULL
      SIM CLOCK SETTLE
      """
    And the operator at \INSIDX runs:
      """
      LOAD /KEEP 1/ BBOX.BBSETUP BBOX.MACROS
      BB027_IMPORT_CATALOG STOREID 2ND_SLAB_A-DAILY, CATALOGFILES YES, TYPE FULL
      SIM CLOCK SETTLE
      """
    And the session goes:
      """
      \INSIDX 4> MEDIACOM
      MEDIACOM-T6028H02 (01JAN2022) - simulated
      MC> INFO DISKFILE \NODEP.$*.*.*
      **ERROR-5048** DISKFILE \NODEP.$*.*.* is invalid.
      """
    Then it is refused with mediacom.5048
    When \INSIDX learns of \NODEP
    And the line between \ETINIUM and \NODEP goes up
    And the operator at \INSIDX runs:
      """
      INFO DISKFILE \NODEP.$*.*.*
      """
    Then the output is:
      """
      File Catalog         \INSIDX.QCFILCAT
      Disk File Name                      Time Dumped        Gen St Tape File ID
      ----------------------------------- ---------------- ----- -- -----------------
      \NODEP.$DATA.PAY.EMPLOYEE           2022-01-02 04:00    20 VA SLABA-BAK11-DAILY
      \NODEP.$DATA.PAY.GRADES             2022-01-02 04:00    20 VA SLABA-BAK11-DAILY
      \NODEP.$DATA.PAY.RUNS               2022-01-02 04:00    20 VA SLABA-BAK11-DAILY
      3 disk files returned.
      """

    When the line between \ETINIUM and \NODEP goes down
    And the operator at \INSIDX runs:
      """
      INFO DISKFILE \NODEP.$*.*.*
      """
    Then it is refused with file-system.250
    When \INSIDX forgets \NODEP
    And the operator at \INSIDX runs:
      """
      INFO DISKFILE \NODEP.$*.*.*
      """
    Then it is refused with mediacom.5048
    When the operator at \INSIDX runs:
      """
      INFO DISKFILE $$BAD
      """
    Then it is refused with mediacom.5048

  @G-28 @R-07 @R-08
  Scenario: With a node replacement they are listed under the new name
    Given the scenario nodes-replaced
    When the operator at \ETINIUM runs:
      """
      LOAD /KEEP 1/ BBOX.BBSETUP BBOX.MACROS
      BB026_EXPORT_CATALOG STOREID SLAB_A-DAILY, CATALOGFILES YES, TYPE FULL
      SIM CLOCK SETTLE
      """
    And the operator at \INSIDX runs:
      """
      LOAD /KEEP 1/ BBOX.BBSETUP BBOX.MACROS
      BB027_IMPORT_CATALOG STOREID 2ND_SLAB_A-DAILY, CATALOGFILES YES, TYPE FULL
      SIM CLOCK SETTLE
      """
    And the operator at \INSIDX runs:
      """
      MEDIACOM INFO DISKFILE \INSIDX.$DATA.PAY.*
      """
    Then the output is:
      """
      File Catalog         \INSIDX.QCFILCAT
      Disk File Name                      Time Dumped        Gen St Tape File ID
      ----------------------------------- ---------------- ----- -- -----------------
      \INSIDX.$DATA.PAY.EMPLOYEE          2022-01-02 04:00    20 VA SLABA-BAK11-DAILY
      \INSIDX.$DATA.PAY.GRADES            2022-01-02 04:00    20 VA SLABA-BAK11-DAILY
      \INSIDX.$DATA.PAY.RUNS              2022-01-02 04:00    20 VA SLABA-BAK11-DAILY
      3 disk files returned.
      """
    When the operator at \INSIDX runs:
      """
      MEDIACOM INFO DISKFILE \NODEP.$*.*.*
      """
    Then it is refused with mediacom.5048
    And the catalogs of \ETINIUM and \INSIDX agree
