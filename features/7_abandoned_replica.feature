Feature: A replica that is given up
  The operator of the SECONDARY site purges the staging area and deletes the tape catalog entries.

  @F-13 @O-08 @O-09 @O-14 @Z-38
  Scenario: Tape files first, then the volumes
    Given the scenario replicated
    When the operator at \INSIDX runs:
      """
      FUP PURGE $ETINET.SLABADL.* !
      """
    Then the catalogs of \ETINIUM and \INSIDX agree
    When the operator at \INSIDX runs:
      """
      MEDIACOM DELETE TAPEVOLUME SARD02, VOLCAT QCVOLCAT
      """
    Then it is refused with mediacom.5930
    When the operator at \INSIDX runs:
      """
      MEDIACOM DELETE TAPE FILE SLABA-BAK11-DAILY, FILECAT QCFILCAT
      """
    Then it is refused with mediacom.5900
    When the operator at \INSIDX runs:
      """
      MEDIACOM DELETE TAPEFILE SLABA-*, GEN ALL, FILECAT QCFILCAT
      MEDIACOM INFO TAPEVOLUME *, STATUS ASSIGNED
      """
    Then the output is:
      """
      12 tape files deleted.
      0 tape volumes returned.
      """
    When the operator at \INSIDX runs:
      """
      MEDIACOM DELETE TAPEVOLUME (SAD001, SARD02), VOLCAT QCVOLCAT
      """
    Then the output is:
      """
      2 tape volumes deleted.
      """
    When the operator at \INSIDX runs:
      """
      MEDIACOM INFO TAPEVOLUME SARD02
      """
    Then it is refused with mediacom.5920
    When the operator at \ETINIUM runs:
      """
      MEDIACOM DELETE TAPEFILE SLABA-*, GEN ALL
      MEDIACOM INFO TAPEVOLUME *, STATUS ASSIGNED
      """
    Then the output is:
      """
      12 tape files deleted.
      0 tape volumes returned.
      """

  @T-09
  Scenario: Not by everybody
    Given the scenario replicated
    And the operator is OPS.NIGHT
    When the operator at \INSIDX runs:
      """
      MEDIACOM DELETE TAPEVOLUME SAD00A, VOLCAT QCVOLCAT
      """
    Then it is refused with mediacom.5902
