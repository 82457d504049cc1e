Feature: The replicated catalog at the SECONDARY site
  MEDIACOM there shows the labels in its own pools, under its own catalog names.

  @C-15 @R-01 @R-08 @T-04
  Scenario: Catalog names are rewritten, file ids and generations are not
    Given the scenario replicated
    When the session goes:
      """
      \INSIDX 1> MEDIACOM
      MEDIACOM-T6028H02 (01JAN2022) - simulated
      MC> INFO TAPEVOLUME SARD02, DETAIL
      Tape Name            SARD02
      Volume Catalog       \INSIDX.QCVOLCAT
      Pool Name            CH409DR_2ND_SLABA_BRCOM_DAILY
      Label Type           BACKUP
      Tape Type            CART3480
      Density
      Tape Format          ARCHIVE
      Tape Status          ASSIGNED
      File Catalog         \INSIDX.QCFILCAT
      Tape File ID         SLABA-BAK11-BRCOM-DAILY
      Generation           24
      Version              0
      File Status          VALID

      1 tape volume returned.
      """
    Then the catalogs of \ETINIUM and \INSIDX agree
